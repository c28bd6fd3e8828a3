package dev.slipway.buildspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class BuildspecCheckTest {
    private static final String MAKE =
            """
            phases:
              build:
                commands:
                  - make
            """;

    @TempDir private Path directory;

    /// A buildspec with one fault, and one that is nearly the same and has none.
    private record Pair(Rule rule, int line, String wrong, String right) {
        @Override
        public String toString() {
            return rule.id()
                    + ": "
                    + wrong.lines().skip(Math.max(0, line - 1)).findFirst().orElse("");
        }
    }

    /// Commands of a build in sh; the first stands on line 5.
    private static String sh(String commands) {
        return "version: 0.2\nphases:\n  build:\n    commands:\n" + commands.indent(6);
    }

    /// Commands of a build in bash; the first stands on line 7.
    private static String bash(String commands) {
        return "version: 0.2\nenv:\n  shell: bash\nphases:\n  build:\n    commands:\n"
                + commands.indent(6);
    }

    /// What stands under env, from line 3 on.
    private static String env(String env) {
        return "version: 0.2\nenv:\n" + env.indent(2) + MAKE;
    }

    /// A section of its own, from line 6 on.
    private static String with(String section) {
        return "version: 0.2\n" + MAKE + section.indent(0);
    }

    /// Commands of a POST_BUILD, the first on line 8, after a build with these keys.
    private static String postBuild(String build, String commands) {
        return "version: 0.2\nphases:\n  build:\n    commands: [make]\n"
                + build.indent(4)
                + "  post_build:\n    commands:\n"
                + commands.indent(6);
    }

    private static Stream<Pair> pairs() {
        return Stream.of(
                new Pair(
                        Rule.SYNTAX,
                        5,
                        sh("- [ -n \"$X\" ] && make"),
                        sh("- '[ -n \"$X\" ] && make'")),
                new Pair(Rule.SYNTAX, 5, sh("- *make"), sh("- '*make'")),
                new Pair(Rule.SYNTAX, 7, with("---\nversion: 0.2"), with("# ---\n")),
                new Pair(Rule.TABS, 2, "version: 0.2\nphases:\n\tbuild:\n", sh("- \"make\tall\"")),
                new Pair(Rule.DUPLICATE_KEY, 6, with("version: 0.2"), with("# version: 0.2")),
                new Pair(
                        Rule.DUPLICATE_KEY,
                        5,
                        env("variables:\n  A: x\n  A: y"),
                        env("variables:\n  A: x\n  B: y")),
                new Pair(Rule.MAP, 0, "- make", with("")),
                new Pair(Rule.MAP, 3, "version: 0.2\nphases:\n  build: make\n", sh("- make")),
                new Pair(Rule.MAP, 3, env("variables: [A]"), env("variables: {A: b}")),
                new Pair(Rule.VERSION, 0, MAKE, "version: 0.2\n" + MAKE),
                new Pair(Rule.VERSION, 1, "version: 2\n" + MAKE, "version: \"0.2\"\n" + MAKE),
                new Pair(Rule.VERSION, 1, "version: 0.1\n" + MAKE, "version: 0.2\n" + MAKE),
                new Pair(
                        Rule.UNKNOWN_SECTION,
                        6,
                        with("artefacts:\n  files: [a]"),
                        with("artifacts:\n  files: [a]")),
                new Pair(Rule.UNKNOWN_SECTION, 6, with("shell: bash"), env("shell: bash")),
                new Pair(
                        Rule.PHASES,
                        0,
                        "version: 0.2\n",
                        "version: 0.2\nbatch:\n  build-list:\n    - buildspec: a.yml\n"),
                new Pair(Rule.PHASES, 2, "version: 0.2\nphases:\n", "version: 0.2\n" + MAKE),
                new Pair(
                        Rule.UNKNOWN_PHASE,
                        3,
                        sh("- make").replace("build", "prebuild"),
                        sh("- make").replace("build", "pre_build")),
                new Pair(
                        Rule.NO_COMMANDS,
                        6,
                        with("  post_build:\n    run-as: root"),
                        with("  post_build:\n    finally: [make]")),
                new Pair(
                        Rule.NO_COMMANDS,
                        6,
                        with("  post_build:"),
                        with("  install:\n    runtime-versions: {java: corretto21}")),
                new Pair(
                        Rule.COMMAND_LIST,
                        4,
                        "version: 0.2\nphases:\n  build:\n    commands: make\n",
                        sh("- make")),
                new Pair(Rule.COMMAND_TEXT, 5, sh("- echo result: $X"), sh("- echo result:$X")),
                new Pair(Rule.COMMAND_TEXT, 5, sh("- { make; }"), sh("- ( make )")),
                new Pair(Rule.COMMAND_TEXT, 5, sh("- [ -f pom.xml ]"), sh("- test -f pom.xml")),
                new Pair(Rule.COMMAND_TEXT, 5, sh("- - make"), sh("- -make")),
                new Pair(Rule.COMMAND_TEXT, 5, sh("- true"), sh("- \"true\"")),
                new Pair(Rule.COMMAND_TEXT, 5, sh("- yes"), sh("- yes | make")),
                new Pair(Rule.COMMAND_TEXT, 5, sh("- 5"), sh("- '5'")),
                new Pair(Rule.COMMAND_TEXT, 5, sh("- 2026-11-30"), sh("- date 2026-11-30")),
                new Pair(Rule.COMMAND_TEXT, 5, sh("- # make\n- make"), sh("# make\n- make")),
                new Pair(Rule.COMMAND_TEXT, 5, sh("- !make all"), sh("- \"!make all\"")),
                new Pair(
                        Rule.COMMAND_TEXT,
                        4,
                        sh("").replace("commands:", "commands: [make, off]"),
                        sh("").replace("commands:", "commands: [make, offline]")),
                new Pair(
                        Rule.ON_FAILURE,
                        5,
                        with("").replace(
                                        "    commands",
                                        "    run-as: root\n    on-failure: RETRY-101\n    commands"),
                        with("").replace(
                                        "    commands",
                                        "    run-as: root\n    on-failure: RETRY-100\n    commands")),
                new Pair(
                        Rule.ON_FAILURE,
                        4,
                        with("").replace("    commands", "    on-failure: STOP\n    commands"),
                        with("").replace(
                                        "    commands",
                                        "    on-failure: RETRY-3-.*timed out.*\n    commands")),
                new Pair(
                        Rule.ON_FAILURE,
                        4,
                        with("").replace("    commands", "    on-failure: RETRY-(\n    commands"),
                        with("").replace("    commands", "    on-failure: CONTINUE\n    commands")),
                new Pair(Rule.SHELL, 3, env("shell: zsh"), env("shell: /bin/sh")),
                new Pair(
                        Rule.VARIABLE_VALUE,
                        4,
                        env("variables:\n  A: [b]"),
                        env("variables:\n  A: \"[b]\"")),
                new Pair(
                        Rule.EXPORTED_SECRET,
                        6,
                        env("secrets-manager:\n  A: shop\nexported-variables:\n  - A"),
                        env("variables:\n  A: shop\nexported-variables:\n  - A")),
                new Pair(
                        Rule.EXPORTED_SECRET,
                        4,
                        env("exported-variables:\n  - AWS_SESSION_TOKEN"),
                        env("exported-variables:\n  - CODEBUILD_BUILD_ID")),
                new Pair(
                        Rule.SECRET_REFERENCE,
                        4,
                        env("secrets-manager:\n  A: a:b:c:d:e"),
                        env("secrets-manager:\n  A: 'a:b::d'")),
                new Pair(
                        Rule.SECRET_REFERENCE,
                        4,
                        env("secrets-manager:\n  A: \"\""),
                        env(
                                "secrets-manager:\n  A: arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-AbCdEf:key")),
                new Pair(
                        Rule.PARAMETER_NAME,
                        4,
                        env("parameter-store:\n  A: /shop/a b"),
                        env("parameter-store:\n  A: /shop/a-b")),
                new Pair(
                        Rule.REPORT_FORMAT,
                        8,
                        with("reports:\n  tests:\n    file-format: JUNIT\n    files: [a]"),
                        with("reports:\n  tests:\n    file-format: junitXml\n    files: [a]")),
                new Pair(
                        Rule.REPORT_GROUP,
                        7,
                        with("reports:\n  my tests:\n    files: [a]"),
                        with("reports:\n  my-tests:\n    files: [a]")),
                new Pair(
                        Rule.REPORT_GROUP,
                        6,
                        with("reports:\n" + groups(6)),
                        with("reports:\n" + groups(5))),
                new Pair(
                        Rule.FILES,
                        7,
                        with("reports:\n  tests:\n    discard-paths: yes"),
                        with("reports:\n  tests:\n    discard-paths: yes\n    files: [a]")),
                new Pair(
                        Rule.FILES,
                        6,
                        with("artifacts:\n  name: a"),
                        with("artifacts:\n  name: a\n  files: [a]")),
                new Pair(
                        Rule.FILES,
                        6,
                        with("cache:\n  key: a"),
                        with("cache:\n  key: a\n  paths: [a]")),
                new Pair(
                        Rule.BATCH,
                        8,
                        with("batch:\n  build-graph:\n    - env: {type: LINUX_CONTAINER}"),
                        with("batch:\n  build-list:\n    - env: {type: LINUX_CONTAINER}")),
                new Pair(
                        Rule.BATCH,
                        10,
                        with(
                                "batch:\n  build-graph:\n    - identifier: a\n    - identifier: b\n      depend-on: [c]"),
                        with(
                                "batch:\n  build-graph:\n    - identifier: a\n    - identifier: b\n      depend-on: [a]")),
                new Pair(
                        Rule.BATCH,
                        7,
                        with("batch:\n  build-fanout: {parallelism: 0}"),
                        with("batch:\n  build-fanout: {parallelism: 2}")),
                new Pair(
                        Rule.BATCH,
                        6,
                        with("batch:\n  fast-fail: true"),
                        with(
                                "batch:\n  fast-fail: true\n  build-matrix: {dynamic: {env: {image: [a, b]}}}")),
                new Pair(Rule.UNKNOWN_KEY, 3, env("variable:\n  A: b"), env("variables:\n  A: b")),
                new Pair(
                        Rule.UNKNOWN_KEY,
                        6,
                        with("    runtime-versions: {java: corretto21}"),
                        with("  install:\n    runtime-versions: {java: corretto21}")),
                new Pair(Rule.EMPTY, 4, env("variables:\n  A:"), env("variables:\n  A: \"\"")),
                new Pair(
                        Rule.EMPTY,
                        7,
                        with("  post_build:\n    commands:\n      # - make"),
                        with("  post_build:\n    commands:\n      - make")),
                new Pair(
                        Rule.LIST,
                        7,
                        with("artifacts:\n  files: a"),
                        with("artifacts:\n  files: [a]")),
                new Pair(Rule.VALUE, 7, with("proxy:\n  logs: maybe"), with("proxy:\n  logs: yes")),
                new Pair(
                        Rule.VALUE,
                        7,
                        with("cache:\n  action: both\n  paths: [a]"),
                        with("cache:\n  action: save\n  paths: [a]")),
                new Pair(Rule.VALUE, 3, env("shell: sh"), env("shell: bash")),
                new Pair(Rule.TAG, 5, sh("- ! grep -q x log"), sh("- '! grep -q x log'")),
                new Pair(Rule.FOLDED, 6, sh("- >\n  make \\\n    all"), sh("- >\n  make\n  all")),
                new Pair(
                        Rule.FOLDED,
                        7,
                        sh("- >\n  if make\n  then echo made;\n  fi"),
                        sh("- >\n  if make;\n  then echo made;\n  fi")),
                new Pair(
                        Rule.VARIABLE_NAME,
                        4,
                        env("variables:\n  MY-COLOR: red"),
                        env("variables:\n  MY_COLOR: red")),
                new Pair(
                        Rule.RESERVED_NAME,
                        4,
                        env("variables:\n  CODEBUILD_COLOR: red"),
                        env("variables:\n  CODE_BUILD_COLOR: red")),
                new Pair(
                        Rule.VARIABLE_SPELLING,
                        4,
                        env("variables:\n  ACCOUNT: 012345678901"),
                        env("variables:\n  ACCOUNT: \"012345678901\"")),
                new Pair(
                        Rule.VARIABLE_SPELLING,
                        4,
                        env("variables:\n  VERSION: 1.10"),
                        env("variables:\n  VERSION: 1.11")),
                new Pair(
                        Rule.VARIABLE_SPELLING,
                        4,
                        env("variables:\n  DEBUG: yes"),
                        env("variables:\n  DEBUG: true")),
                new Pair(
                        Rule.VARIABLE_REFERENCE,
                        4,
                        env("variables:\n  PATH: $PATH:/opt/bin"),
                        env("variables:\n  PRICE: 5$")),
                new Pair(
                        Rule.VARIABLE_TWICE,
                        6,
                        env("variables:\n  A: b\nparameter-store:\n  A: /b"),
                        env("variables:\n  A: b\nparameter-store:\n  B: /b")),
                new Pair(
                        Rule.EXPORTED_NAME,
                        4,
                        env("exported-variables:\n  - DB_PASSWORD"),
                        env(
                                "variables:\n  PASSWORD_LENGTH: \"8\"\nexported-variables:\n  - PASSWORD_LENGTH")),
                new Pair(
                        Rule.EXPORTED_UNDEFINED,
                        4,
                        env("exported-variables:\n  - TAG"),
                        env("exported-variables:\n  - TAG").replace("- make", "- TAG=$(make tag)")),
                new Pair(
                        Rule.PLAIN_SECRET,
                        4,
                        env("variables:\n  DB_PASSWORD: hunter2"),
                        env("variables:\n  DATABASE_SECRET: shop/database")),
                new Pair(
                        Rule.PLAIN_SECRET,
                        4,
                        env("variables:\n  MIRROR: https://me:hunter2@host/x"),
                        env("variables:\n  MIRROR: https://me@host/x")),
                new Pair(
                        Rule.BLOCK_STATUS,
                        6,
                        sh("- |\n  npm ci\n  npm test"),
                        sh("- |\n  set -e\n  npm ci\n  npm test")),
                new Pair(
                        Rule.BLOCK_STATUS,
                        7,
                        sh("- |\n  echo install\n  npm ci\n  echo installed"),
                        sh("- |\n  npm ci &&\n  npm test || exit 1\n  echo tested")),
                new Pair(
                        Rule.BLOCK_STATUS,
                        7,
                        sh("- |\n  TAG=$(make tag)\n  make image\n  echo \"$TAG\""),
                        sh(
                                "- |\n  TAG=$(make tag)\n  NAME=\"$(make name) of `make kind` $TAG\"\n  make image")),
                new Pair(
                        Rule.BLOCK_STATUS,
                        10,
                        sh(
                                "- |\n  build() {\n    make\n    make install\n  }\n  build\n  echo built"),
                        sh(
                                "- |\n  build() {\n    make\n    make install\n  }\n  case \"$X\" in\n    a) make a; make b ;;\n    *) make c ;;\n  esac\n  build")),
                new Pair(
                        Rule.BLOCK_STATUS,
                        6,
                        sh("- |\n  docker push a &&\n    docker push b\n  echo done"),
                        sh("- |\n  docker push \\\n    a\n")),
                new Pair(
                        Rule.BLOCK_STATUS,
                        10,
                        sh(
                                "- |\n  if make; then\n    echo made\n  fi\n  # then\n  make install\n  cat <<END\n  make\n  make\n  END"),
                        sh(
                                "- |\n  if make; then\n    make install\n    make clean\n  fi\n  cat <<END\n  make\n  make\n  END")),
                new Pair(
                        Rule.BASHISM,
                        5,
                        sh("- if [[ -f a ]]; then make; fi"),
                        bash("- if [[ -f a ]]; then make; fi")),
                new Pair(Rule.BASHISM, 5, sh("- files=(a b)"), sh("- echo \"files=(a b)\"")),
                new Pair(Rule.BASHISM, 5, sh("- echo \"${NAME,,}\""), sh("- echo '${NAME,,}'")),
                new Pair(Rule.BASHISM, 5, sh("- echo ${NAME/a/b}"), sh("- echo ${NAME%/a}")),
                new Pair(Rule.BASHISM, 5, sh("- echo ${NAME:0:3}"), sh("- echo ${NAME:-0}")),
                new Pair(Rule.BASHISM, 5, sh("- diff <(make a) b"), sh("- make a | diff - b")),
                new Pair(Rule.BASHISM, 5, sh("- set -o pipefail"), sh("- set -u")),
                new Pair(Rule.BASHISM, 5, sh("- source ./env"), sh("- . ./env")),
                new Pair(Rule.BASHISM, 5, sh("- make &> log"), sh("- make > log 2>&1")),
                new Pair(
                        Rule.BASHISM,
                        5,
                        sh("- '[ \"$A\" == b ] || make'"),
                        sh("- '[ \"$A\" = b ] || make'")),
                new Pair(Rule.BASHISM, 5, sh("- touch a{1..5}"), sh("- bash -c 'touch a{1..5}'")),
                new Pair(Rule.SET_E, 7, bash("- set -e"), bash("- ( set -e; make )")),
                new Pair(
                        Rule.SET_E,
                        8,
                        bash("- |\n  set -euo pipefail\n  make"),
                        bash("- |\n  (\n    set -euo pipefail\n    make\n  )")),
                new Pair(
                        Rule.COMMAND_LINE_SECRET,
                        5,
                        sh("- docker run -e DB_PASSWORD=$X image"),
                        sh("- docker run -e DB_PASSWORD image")),
                new Pair(
                        Rule.COMMAND_LINE_SECRET,
                        5,
                        sh("- docker run --env URL=\"$DATABASE_URL\" image"),
                        sh("- docker run --env URL=\"$HOST\" image")),
                new Pair(
                        Rule.COMMAND_LINE_SECRET,
                        5,
                        sh("- docker build --build-arg NPM_TOKEN=${NPM_TOKEN} ."),
                        sh("- docker build --secret id=npm,env=NPM_TOKEN .")),
                new Pair(
                        Rule.COMMAND_LINE_SECRET,
                        5,
                        sh("- docker login -u AWS -p $(aws ecr get-login-password) host"),
                        sh(
                                "- aws ecr get-login-password | docker login -u AWS --password-stdin host")),
                new Pair(
                        Rule.POST_BUILD,
                        8,
                        postBuild("run-as: root", "- docker push a"),
                        postBuild("on-failure: ABORT", "- docker push a")),
                new Pair(
                        Rule.POST_BUILD,
                        8,
                        postBuild("run-as: root", "- aws s3 sync a s3://b"),
                        postBuild(
                                "run-as: root",
                                "- test $CODEBUILD_BUILD_SUCCEEDING = 1 && aws s3 sync a s3://b")),
                new Pair(
                        Rule.POST_BUILD,
                        8,
                        postBuild("run-as: root", "- kubectl apply -f a"),
                        postBuild("run-as: root", "- echo \"kubectl apply -f a\"")));
    }

    private static String groups(int count) {
        return Stream.iterate(1, number -> number + 1)
                .limit(count)
                .map(number -> "  g" + number + ": {files: [a]}\n")
                .collect(Collectors.joining());
    }

    private static List<Fault> faults(String buildspec) {
        return BuildspecCheck.of(buildspec.getBytes(StandardCharsets.UTF_8), "buildspec.yml")
                .faults();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void findsTheFaultAndNotItsNearTwin(Pair pair) {
        assertThat(faults(pair.wrong()))
                .as(pair.wrong())
                .extracting(fault -> fault.rule().id() + " " + fault.problem().line())
                .contains(pair.rule().id() + " " + pair.line());
        assertThat(faults(pair.right())).as(pair.right()).isEmpty();
    }

    @Test
    void findsOneFaultOnceAndNothingElseWithIt() {
        assertThat(pairs().filter(pair -> faults(pair.wrong()).size() > 1))
                .as("a fault that brings others with it")
                .extracting(Pair::toString)
                .containsExactlyInAnyOrder();
    }

    @Test
    void hasACaseForEveryRule() {
        assertThat(
                        Stream.concat(pairs().map(Pair::rule), Stream.of(Rule.ENCODING, Rule.SIZE))
                                .distinct())
                .containsExactlyInAnyOrder(Rule.values());
    }

    @Test
    void isDocumentedWithEveryRuleAndNoOther() throws IOException {
        var documented =
                Pattern.compile("(?m)^\\| `([a-z][a-z-]+)` \\|")
                        .matcher(Files.readString(Path.of("docs/buildspec.md")))
                        .results()
                        .map(match -> match.group(1));

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Rule.values()).map(Rule::id).toList());
    }

    @Test
    void readsNoFileThatIsNoTextOrTooLarge() {
        assertThat(BuildspecCheck.of(new byte[] {'a', (byte) 0xff}, "a").faults())
                .extracting(Fault::rule)
                .containsExactly(Rule.ENCODING);
        assertThat(BuildspecCheck.of(new byte[(1 << 20) + 1], "a").faults())
                .extracting(Fault::rule)
                .containsExactly(Rule.SIZE);
    }

    @Test
    void readsWhatYamlLeavesOpen() {
        // Line ends of Windows, a byte order mark and aliases change nothing of what CodeBuild
        // reads.
        assertThat(
                        faults(
                                "\uFEFF"
                                        + bash("- |\n  (\n    set -e\n    make\n  )")
                                                .replace("\n", "\r\n")))
                .isEmpty();
        assertThat(faults(sh("- &make make\n- *make"))).isEmpty();
        assertThat(
                        faults(
                                with("  post_build:\n    <<: *build")
                                        .replace("  build:", "  build: &build")))
                .isEmpty();
        assertThat(faults(sh("- |\n  npm ci\n  npm test").replace("\n", "\r\n")))
                .extracting(fault -> fault.problem().line())
                .containsExactly(6L);
    }

    @Test
    void readsNoCommandsOfWindowsAsAShells() {
        var windows = sh("- |\n  npm ci\n  npm test\n- if (($a)) { make &> log }");

        assertThat(faults(windows)).isNotEmpty();
        assertThat(faults(windows.replace("phases", "env:\n  shell: powershell.exe\nphases")))
                .isEmpty();
    }

    @Test
    void readsTenThousandFaultsInSeconds() {
        var faults = faults(sh("- true\n- >\n  a\n".repeat(10_000)));

        assertThat(faults).hasSize(10_000);
        assertThat(faults.getFirst().excerpt()).isNotEmpty();
    }

    @Test
    void survivesAliasesThatStandForTooMuch() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
        }

        assertThat(faults(bomb.toString()))
                .extracting(fault -> fault.problem().message())
                .anyMatch(message -> message.contains("aliases stand for more than"));
    }

    private Execution check(String buildspec, String... options) throws IOException {
        var file = Files.writeString(directory.resolve("buildspec.yml"), buildspec);
        var words =
                Stream.concat(
                        Stream.of("buildspec", "check", file.toString()), Arrays.stream(options));
        return FrontDoor.run(Map.of(), words.toArray(String[]::new));
    }

    @Test
    void tellsAllFaultsAtOnceWithPlaceReasonAndFix() throws IOException {
        var result =
                check(
                        env("shel: bash\nvariables:\n  DB_PASSWORD: hunter2")
                                .replace("- make", "- echo a: b\n      - true"));

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout())
                .contains(
                        "buildspec.yml:3:3: warning[unknown-key]: env does not know shel",
                        "fix: did you mean shell?",
                        "buildspec.yml:5:5: warning[plain-secret]: DB_PASSWORD",
                        "buildspec.yml:9:9: error[command-text]: commands[0] of build is a map",
                        ">  9 |       - echo a: b",
                        "   |         ^",
                        "why: CodeBuild ends with: Expected Commands[…] to be of string type",
                        "buildspec.yml:10:9: error[command-text]: commands[1] of build is true",
                        "2 errors, 2 warnings.")
                .doesNotContain("hunter2");
        assertThat(result.stderr()).contains("error[settings]: CodeBuild would reject", "2 errors");
    }

    @Test
    void showsNoSecretThatItFinds() throws IOException {
        var spec =
                env("variables:\n  DB_PASSWORD: 012345\n  MIRROR: https://me:hunter2@host/x")
                        .replace(
                                "- make",
                                "- docker login -u me -p hunter3\n      - docker run -e API_KEY=hunter4 x");

        assertThat(check(spec).stdout())
                .contains("plain-secret", "command-line-secret")
                .doesNotContain("012345", "hunter");
        assertThat(check(spec, "--output", "json").stdout()).doesNotContain("012345", "hunter");
    }

    @Test
    void takesWarningsForErrorsOnlyWhenItIsTold() throws IOException {
        var spec = sh("- source ./env");

        assertThat(check(spec).exitCode()).isZero();
        assertThat(check(spec).stderr()).isEmpty();
        var strict = check(spec, "--strict");
        assertThat(strict.exitCode()).isEqualTo(3);
        assertThat(strict.stderr()).contains("has 1 warning, which --strict takes for errors");
        assertThat(check(sh("- make"), "--strict").exitCode()).isZero();
        assertThat(check(sh("- make")).stdout()).contains("Nothing is wrong with");
    }

    @Test
    void tellsProgramsTheSame() throws IOException {
        var result = check(sh("- echo a: b"), "--output", "json");

        var document = JsonMapper.shared().readTree(result.stdout());
        assertThat(document.propertyNames())
                .containsExactly("result", "exitCode", "file", "faults", "error");
        assertThat(document.path("result").asString()).isEqualTo("settings");
        assertThat(document.path("exitCode").asInt()).isEqualTo(3).isEqualTo(result.exitCode());
        var fault = document.path("faults").path(0);
        assertThat(fault.propertyNames())
                .containsExactly(
                        "level", "rule", "line", "column", "message", "excerpt", "why", "fix");
        assertThat(fault.path("level").asString()).isEqualTo("error");
        assertThat(fault.path("rule").asString()).isEqualTo("command-text");
        assertThat(fault.path("line").asInt()).isEqualTo(5);
        assertThat(fault.path("column").asInt()).isEqualTo(9);
        assertThat(document.at("/error/kind").asString()).isEqualTo("settings");
        var clean = JsonMapper.shared().readTree(check(sh("- make"), "--output", "json").stdout());
        assertThat(clean.path("result").asString()).isEqualTo("done");
        assertThat(clean.path("faults").isEmpty()).isTrue();
    }

    @Test
    void readsStdin() throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                "target/slipway.jar:target/lib/*",
                                "dev.slipway.cli.Main",
                                "buildspec",
                                "check",
                                "-")
                        .start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(sh("- true").getBytes(StandardCharsets.UTF_8));
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("stdin:5:9: error[command-text]");
        assertThat(process.exitValue()).isEqualTo(3);
    }

    @Test
    void saysThatAFileIsNotThere() {
        var result =
                FrontDoor.run(Map.of(), "buildspec", "check", directory.resolve("x").toString());

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr()).contains("error[usage]: there is no file");
        assertThat(FrontDoor.run(Map.of(), "buildspec", "check").exitCode()).isEqualTo(2);
    }
}

package dev.slipway.buildspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.settings.Mode;
import dev.slipway.settings.SettingName;
import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

class BuildspecTest {
    private static Execution buildspec(String... options) {
        var words = Stream.concat(Stream.of("buildspec"), Arrays.stream(options));
        return FrontDoor.run(Map.of(), words.toArray(String[]::new));
    }

    private static JsonNode yaml(String... options) {
        var result = buildspec(options);
        assertThat(result.exitCode()).as(result.stderr()).isZero();
        return YAMLMapper.shared().readTree(result.stdout());
    }

    private static String commands(JsonNode buildspec) {
        return buildspec.get("phases").toString();
    }

    @Test
    void printsTheFilesThatAreInTheRepository() throws IOException {
        assertThat(buildspec().stdout()).isEqualTo(Files.readString(Path.of("buildspec.yml")));
        assertThat(buildspec("--direct").stdout())
                .isEqualTo(
                        Files.readString(Path.of("infrastructure/codebuild/buildspec-direct.yml")));
    }

    @Test
    void isFaultlessInEveryCombination() {
        for (var direct : List.of(false, true)) {
            for (var modes :
                    List.of(Set.<Mode>of(), Set.of(Mode.MIGRATIONS), Set.of(Mode.values()))) {
                for (var variables :
                        List.of(
                                List.<String>of(),
                                List.of("SEED_ENV=staging", "COLOR=a\"\\b: #c\n"))) {
                    for (var secrets :
                            List.of(
                                    List.<String>of(),
                                    List.of("DATABASE_URL=slipway/database:url"))) {
                        for (@Nullable String group :
                                Arrays.asList(null, "slipway", "$REPORT_GROUP")) {
                            var choice =
                                    new BuildspecChoice(direct, modes, variables, secrets, group);
                            var text = Buildspec.text(choice);
                            var verdict =
                                    BuildspecCheck.of(
                                            text.getBytes(StandardCharsets.UTF_8), "buildspec.yml");
                            assertThat(verdict.faults()).as(choice + "\n" + text).isEmpty();
                        }
                    }
                }
            }
        }
    }

    @Test
    void needsNoDockerWhereTheImageIsTheProjects() {
        var direct = yaml("--direct");

        assertThat(commands(direct))
                .doesNotContain("docker", "IMAGE_URI", "aws ecr")
                .contains("/usr/local/bin/slipway run", "RUN_MIGRATIONS");
        assertThat(direct.get("env")).isEqualTo(yaml().get("env"));
        assertThat(direct.get("reports")).isEqualTo(yaml().get("reports"));
    }

    @Test
    void switchesTheDefaultOfModesOn() {
        var variables = yaml("--mode", "migrations,seed").at("/env/variables");

        assertThat(variables.get("RUN_MIGRATIONS").stringValue()).isEqualTo("true");
        assertThat(variables.get("RUN_SEED").stringValue()).isEqualTo("true");
        assertThat(variables.get("RUN_ROLES").stringValue()).isEqualTo("false");
    }

    @Test
    void setsVariablesAndPassesOnWhatSlipwayDoesNotKnow() {
        var buildspec =
                yaml(
                        "--variable", "SEED_ENV=a\"b\\c: #d",
                        "--variable", "COLOR=red",
                        "--secret", "SHAPES_TOKEN=shapes:token");

        assertThat(buildspec.at("/env/variables/SEED_ENV").stringValue()).isEqualTo("a\"b\\c: #d");
        assertThat(buildspec.at("/env/variables/COLOR").stringValue()).isEqualTo("red");
        assertThat(buildspec.at("/env/secrets-manager/SHAPES_TOKEN").stringValue())
                .isEqualTo("shapes:token");
        assertThat(commands(buildspec))
                .contains("settings+=(--env COLOR --env SHAPES_TOKEN)")
                .doesNotContain("--env SEED_ENV");
        assertThat(commands(yaml())).doesNotContain("settings+=(--env C");
    }

    @Test
    void reportsToAnotherGroupOrNotAtAll() {
        var arn = "arn:aws:codebuild:eu-central-1:123456789012:report-group/runs";

        assertThat(yaml("--report-group", "runs").get("reports").propertyNames())
                .containsExactly("runs");
        assertThat(yaml("--report-group", arn).get("reports").propertyNames()).containsExactly(arn);
        assertThat(yaml("--no-report").has("reports")).isFalse();
        assertThat(buildspec("--no-report", "--report-group", "runs").exitCode()).isEqualTo(2);
    }

    @Test
    void refusesEverythingThatCannotBeSetAtOnce() {
        var result =
                buildspec(
                        "--direct",
                        "--variable",
                        "DB_PASSWORD=hunter2",
                        "--variable",
                        "MIRROR=postgresql://app:hunter3@host/shop",
                        "--variable",
                        "CODEBUILD_KIND=x",
                        "--variable",
                        "RUN_SEED=true",
                        "--variable",
                        "SLIPWAY_RESULT=done",
                        "--variable",
                        "REPORT_DIR=x",
                        "--variable",
                        "IMAGE_URI=x",
                        "--variable",
                        "2FAST=x",
                        "--variable",
                        "COLOR",
                        "--secret",
                        "DATABASE_SECRET=shop",
                        "--secret",
                        "DATABASE_URL=postgresql://app:hunter4@host/shop",
                        "--secret",
                        "MIRROR=shop",
                        "--report-group",
                        "two words");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr())
                .contains(
                        "DB_PASSWORD holds a secret",
                        "MIRROR holds a secret",
                        "CODEBUILD_KIND is CodeBuild's own",
                        "RUN_SEED is a mode; say --mode seed",
                        "SLIPWAY_RESULT is what a run exports",
                        "REPORT_DIR is where this buildspec looks",
                        "IMAGE_URI says nothing with --direct",
                        "not 2FAST",
                        "takes NAME=…",
                        "--variable DATABASE_SECRET=SECRET-ID",
                        "--secret DATABASE_URL takes the name or ARN of a secret",
                        "MIRROR is given twice",
                        "--report-group two words")
                .doesNotContain("hunter");
    }

    @Test
    void passesEverySettingOfARunIntoTheContainer() {
        var found = Pattern.compile("grep -E '([^']+)'").matcher(commands(yaml()));
        assertThat(found.find()).isTrue();
        var passed = Pattern.compile(found.group(1));

        assertThat(SettingName.values())
                .filteredOn(name -> !name.isLaunch())
                .extracting(Enum::name)
                .filteredOn(name -> !passed.matcher(name).find())
                // The one is given by its value; a drift is looked for, and a migration rehearsed,
                // where a developer is.
                .containsExactlyInAnyOrder(
                        "REPORT_DIR", "DRIFT_SERVER", "REHEARSAL_SERVER", "REHEARSAL_FILE");
        assertThat("REPORT_LINE").matches(name -> passed.matcher(name).find());
    }
}

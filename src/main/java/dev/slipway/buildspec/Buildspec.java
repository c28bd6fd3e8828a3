package dev.slipway.buildspec;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.settings.Mode;
import dev.slipway.settings.SecretReference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The buildspec by which CodeBuild runs Slipway. All of them come out of one template.
///
/// In the template, `#: a b` begins a part that is there when all of these words apply. A line
/// `@word@` stands for the lines that the choice makes of it; elsewhere `@word@` is a text.
public final class Buildspec {
    /// The variables that go on into the container, by name. In the image itself all do.
    private static final String PASSED =
            "^(DATABASE_|DB_|RUN_|ROLES_|MIGRATIONS_|SEEDS?_|(CONNECT|STATEMENT)_TIMEOUT$|LOCK_(TIMEOUT|DEADLINE)$|WAIT_FOR_QUIET$|SNAPSHOT(_OF|_TIMEOUT)?$|REPORT_LINE$|FLYWAY_|AWS_(REGION|DEFAULT_REGION|CONTAINER_|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|ENDPOINT_URL))";

    private static final Pattern REPORT_GROUP =
            Pattern.compile(
                    "\\$[A-Za-z_][A-Za-z0-9_]*|[A-Za-z0-9][A-Za-z0-9_-]{1,127}|arn:[a-z-]+:codebuild:[a-z0-9-]+:[0-9]{12}:report-group/[A-Za-z0-9_-]+");

    private static final Pattern MARK = Pattern.compile("@([a-zA-Z_-]+)@");

    private final BuildspecChoice choice;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> variables;
    private final Map<String, String> secrets;

    private Buildspec(BuildspecChoice choice) {
        this.choice = choice;
        this.variables = pairs("--variable", choice.variables(), this::checkVariable);
        this.secrets = pairs("--secret", choice.secrets(), this::checkSecret);
        var group = choice.reportGroup();
        if (group != null && !REPORT_GROUP.matcher(group).matches()) {
            problems.add(
                    Problem.of(
                            "--report-group "
                                    + group
                                    + " is no report group: letters, digits, - and _, or its ARN, or $VARIABLE"));
        }
    }

    /// The buildspec, ending with a line break.
    ///
    /// @throws dev.slipway.failure.FailureException when the choice is wrong, with every problem
    public static String text(BuildspecChoice choice) {
        var buildspec = new Buildspec(choice);
        if (!buildspec.problems.isEmpty()) {
            throw Failure.of(
                            Kind.USAGE,
                            "no buildspec can be made of these options",
                            buildspec.problems,
                            "see slipway buildspec --help")
                    .exception();
        }
        return buildspec.text();
    }

    private Map<String, String> pairs(
            String option, List<String> given, BiConsumer<String, String> check) {
        var pairs = new LinkedHashMap<String, String>();
        for (var pair : given) {
            var equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            if (equals < 0 || !VariableName.isName(name)) {
                problems.add(
                        Problem.of(
                                option
                                        + " takes NAME=…, where NAME is letters, digits and _"
                                        + (equals < 0 ? "" : ", not " + name)));
                continue;
            }
            if (!names.add(name)) {
                problems.add(Problem.of(name + " is given twice"));
            }
            ours(name).ifPresent(reason -> problems.add(Problem.of(name + " " + reason)));
            check.accept(name, pair.substring(equals + 1));
            pairs.put(name, pair.substring(equals + 1));
        }
        return pairs;
    }

    /// Why a name is not the user's to set.
    private static Optional<String> ours(String name) {
        if (VariableName.isReserved(name)) {
            return Optional.of("is CodeBuild's own: it keeps names that begin with CODEBUILD_");
        }
        if (name.startsWith("SLIPWAY_")) {
            return Optional.of("is what a run exports; it cannot be set");
        }
        if (name.equals("REPORT_DIR")) {
            return Optional.of("is where this buildspec looks for the report; it cannot be set");
        }
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.flag().equals(name))
                .map(mode -> "is a mode; say --mode " + mode.name().toLowerCase(Locale.ROOT))
                .findFirst();
    }

    private void checkVariable(String name, String value) {
        if (VariableName.holdsSecret(name) || value.matches(".*://[^/]*:[^/]*@.*")) {
            problems.add(
                    Problem.of(
                            name
                                    + " holds a secret, and everybody who may see the project can read a buildspec; use --secret "
                                    + name
                                    + "=SECRET-ID"));
        }
        if (choice.direct() && name.equals("IMAGE_URI")) {
            problems.add(
                    Problem.of(
                            "IMAGE_URI says nothing with --direct: the image is the project's own"));
        }
    }

    private void checkSecret(String name, String reference) {
        if (name.equals("DATABASE_SECRET") || name.equals("ROLES_SECRET")) {
            problems.add(
                    Problem.of(
                            name
                                    + " is the name of a secret, which Slipway reads itself; use --variable "
                                    + name
                                    + "=SECRET-ID"));
        }
        if (SecretReference.parse(name, reference, new ArrayList<>()).isEmpty()) {
            problems.add(
                    Problem.of(
                            "--secret "
                                    + name
                                    + " takes the name or ARN of a secret, and behind it :json-key:version-stage:version-id"));
        }
    }

    private String text() {
        var words = new HashSet<>(Set.of("all", choice.direct() ? "direct" : "docker"));
        if (!secrets.isEmpty()) {
            words.add("secrets");
        }
        if (choice.reportGroup() != null) {
            words.add("report");
        }
        var text = new StringBuilder();
        var wanted = true;
        for (var line : template().lines().toList()) {
            if (line.startsWith("#: ")) {
                wanted = words.containsAll(List.of(line.substring(3).split(" ", -1)));
            } else if (wanted) {
                append(text, line);
            }
        }
        return text.toString();
    }

    private void append(StringBuilder text, String line) {
        var mark = MARK.matcher(line.strip());
        if (mark.matches()) {
            var indentation = line.substring(0, line.indexOf('@'));
            lines(mark.group(1))
                    .forEach(made -> text.append(indentation).append(made).append('\n'));
        } else {
            text.append(MARK.matcher(line).replaceAll(found -> word(found.group(1)))).append('\n');
        }
    }

    private List<String> lines(String word) {
        return switch (word) {
            case "variables" -> entries(variables);
            case "secrets" -> entries(secrets);
            case "settings" -> {
                var passed = Pattern.compile(PASSED);
                var own =
                        names.stream()
                                .filter(name -> !passed.matcher(name).find())
                                .filter(name -> !name.equals("IMAGE_URI"))
                                .sorted()
                                .toList();
                yield own.isEmpty()
                        ? List.of()
                        : List.of("settings+=(--env " + String.join(" --env ", own) + ")");
            }
            default -> throw new IllegalStateException("the template has no line " + word);
        };
    }

    private static List<String> entries(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> pair.getKey() + ": " + quoted(pair.getValue()))
                .toList();
    }

    private String word(String word) {
        var text =
                switch (word) {
                    case "pattern" -> PASSED;
                    case "report-group" -> Objects.requireNonNull(choice.reportGroup());
                    default ->
                            Boolean.toString(
                                    choice.modes().stream()
                                            .anyMatch(mode -> mode.flag().equals(word)));
                };
        return Matcher.quoteReplacement(text);
    }

    /// A text as YAML, on one line.
    private static String quoted(String value) {
        var quoted = new StringBuilder("\"");
        value.chars()
                .forEach(
                        character -> {
                            switch (character) {
                                case '"', '\\' -> quoted.append('\\').append((char) character);
                                case '\n' -> quoted.append("\\n");
                                case '\t' -> quoted.append("\\t");
                                default -> {
                                    if (Character.isISOControl(character)) {
                                        quoted.append("\\u%04x".formatted(character));
                                    } else {
                                        quoted.append((char) character);
                                    }
                                }
                            }
                        });
        return quoted.append('"').toString();
    }

    private static String template() {
        try (var template =
                Objects.requireNonNull(Buildspec.class.getResourceAsStream("template.yml"))) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

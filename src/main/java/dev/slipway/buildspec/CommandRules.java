package dev.slipway.buildspec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a shell makes of the commands.
final class CommandRules {
    /// Constructs that bash knows and sh does not, by what they are called.
    private static final Map<String, Pattern> BASHISMS = bashisms();

    private static final Pattern DOCKER =
            Pattern.compile(
                    "\\b(?:docker|podman|nerdctl|finch)(?:[ -]compose)?\\s+(?:[^\\s;&|]+\\s+)??(?<verb>run|exec|create|build|login)\\b[^\\n;&|]*");

    private static final Pattern SET_OPTION =
            Pattern.compile(
                    "\\s(?:-e|--env|--build-arg)(?:\\s+|=)?[\"']?(?<name>[A-Za-z_][A-Za-z0-9_]*)=(?<value>\"[^\"]*\"|'[^']*'|[^\\s\"']*)");

    private static final Pattern PASSWORD_OPTION =
            Pattern.compile("\\s(?:-p|--password)(?:\\s+|=)?[\"']?(?<value>[^\\s\"'-][^\\s\"']*)");

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{?([A-Za-z_][A-Za-z0-9_]*)");

    /// What clearly changes something outside of the build.
    private static final Pattern DEPLOYS =
            Pattern.compile(
                    "\\bdocker(-compose| compose)?\\s+(image\\s+)?push\\b|\\bkubectl\\s+(apply|rollout|set|replace|create|patch)\\b|\\bhelm\\s+(upgrade|install)\\b"
                            + "|\\b(terraform|tofu)\\s+apply\\b|\\b(sam|cdk|serverless|sls|eb|amplify|zappa|chalice|copilot|netlify|vercel)\\s+(deploy|publish)\\b|\\bnpx\\s+(cdk|serverless|sls)\\s+deploy\\b"
                            + "|\\b(npm|yarn|pnpm|cargo|poetry)\\s+publish\\b|\\btwine\\s+upload\\b|\\bmvn\\s+(\\S+\\s+)*deploy\\b"
                            + "|\\baws\\s+(s3\\s+(sync|cp|mv|rm)|s3api\\s+put-object|ecs\\s+(update-service|register-task-definition|run-task)|lambda\\s+(update|publish)-\\S+|cloudformation\\s+(deploy|create-stack|update-stack|execute-change-set)"
                            + "|deploy\\s+create-deployment|elasticbeanstalk\\s+(create|update)-\\S+|cloudfront\\s+create-invalidation|ssm\\s+(put-parameter|send-command)|codebuild\\s+start-build|codepipeline\\s+start-\\S+)");

    /// A line of a folded block that cannot be joined with the one before it by a space.
    private static final Pattern KEYWORD =
            Pattern.compile("^\\s*(then|fi|do|done|else|elif|esac)\\b.*");

    private static final Pattern MAY_PRECEDE_KEYWORD =
            Pattern.compile(".*([;&|({]|\\b(then|do|else|elif))\\s*$");

    private final Faults faults;
    private final Environment environment;
    private final List<Command> commands;

    CommandRules(Faults faults, Environment environment, List<Command> commands) {
        this.faults = faults;
        this.environment = environment;
        this.commands = commands;
    }

    private static Map<String, Pattern> bashisms() {
        var found = new LinkedHashMap<String, Pattern>();
        found.put("[[ … ]]", Pattern.compile("(?<![\\w\u00B7\\[$])\\[\\[(?=\\s)"));
        found.put(
                "an array",
                Pattern.compile("(?m)(?<![\\w$])[A-Za-z_]\\w*\\+?=\\(|\\$\\{#?!?[A-Za-z_]\\w*\\["));
        found.put(
                "+=",
                Pattern.compile(
                        "(?m)(?:^|[;&|]|\\bthen\\b|\\bdo\\b)[ \\t]*[A-Za-z_]\\w*\\+=(?!\\()"));
        found.put("${name,,}", Pattern.compile("\\$\\{[A-Za-z_]\\w*(?:,|\\^)"));
        found.put("${!name}", Pattern.compile("\\$\\{!"));
        found.put("${name/…/…}", Pattern.compile("\\$\\{[A-Za-z_]\\w*/"));
        found.put("${name:0:3}", Pattern.compile("\\$\\{[A-Za-z_]\\w*:\\s*(?:[0-9$(]| -[0-9])"));
        found.put("<( … )", Pattern.compile("(?<!<)[<>]\\("));
        found.put("<<<", Pattern.compile("<<<"));
        found.put("pipefail", Pattern.compile("\\bset\\s[^\\n;]*\\bpipefail\\b"));
        found.put("&>", Pattern.compile("(?<![0-9&])&>"));
        found.put("|&", Pattern.compile("\\|&"));
        found.put("function", Pattern.compile("(?m)^[ \\t]*function\\s+\\w"));
        found.put(
                "source",
                Pattern.compile("(?m)(?:^|[;&|(]|\\bthen\\b|\\bdo\\b)[ \\t]*source(?=[ \\t])"));
        found.put("$'…'", Pattern.compile("\\$'"));
        found.put(
                "(( … ))",
                Pattern.compile("(?m)(?:^|[;&|]|\\bif|\\bwhile|\\buntil|\\bfor)[ \\t]*\\(\\("));
        found.put("{1..5}", Pattern.compile("(?<!\\$)\\{\\w+\\.\\.\\w+\\}"));
        found.put("== in [ ]", Pattern.compile("(?<!\\[)\\[\\s[^\\]\\n]*\\s==\\s[^\\]\\n]*\\]"));
        found.put(
                "a command of bash's own",
                Pattern.compile(
                        "(?m)(?:^|[;&|(]|\\bthen\\b|\\bdo\\b)[ \\t]*(?:mapfile|readarray|shopt|declare|typeset|pushd|popd)(?=[ \\t])"));
        found.put("trap … ERR", Pattern.compile("\\btrap\\s[^\\n;]*\\bERR\\b"));
        found.put(
                "a variable of bash's own",
                Pattern.compile("\\$\\{?(?:BASH_\\w+|PIPESTATUS|RANDOM)\\b"));
        return found;
    }

    void check() {
        var errexit = false;
        for (var command : commands) {
            tag(command);
            folded(command);
            if (environment.isWindows()) {
                continue;
            }
            var code = ShellText.codeOf(command.text());
            var statements = Statement.of(code);
            if (!environment.isBash()) {
                bashisms(command, code);
            }
            secrets(command, code);
            blockStatus(command, statements, errexit);
            for (var statement : statements) {
                if (statement.setsErrexit()) {
                    errexit = true;
                    if (environment.isBash()) {
                        faults.add(
                                Rule.SET_E,
                                command.placeOf(statement.offset()),
                                "set -e in the build's own shell");
                    }
                }
            }
        }
        postBuild();
    }

    private void tag(Command command) {
        var written = command.source().behind(command.place());
        if (command.style() == Command.Style.PLAIN && written.startsWith("!")) {
            faults.add(
                    Rule.TAG, command.place(), "the command begins with a ! that YAML takes away");
        }
    }

    private void folded(Command command) {
        if (command.style() != Command.Style.FOLDED) {
            return;
        }
        var lines = writtenLines(command);
        for (int index = 1; index < lines.size(); index++) {
            var before = lines.get(index - 1).strip();
            var line = lines.get(index);
            var place = faults.source().at(command.place().line() + index + 1, 0);
            if (before.endsWith("\\") && !before.endsWith("\\\\")) {
                faults.add(
                        Rule.FOLDED,
                        faults.source().at(command.place().line() + index, 0),
                        "a backslash at the end of a line of a folded block escapes a space");
            } else if (KEYWORD.matcher(line).matches()
                    && !before.isEmpty()
                    && !MAY_PRECEDE_KEYWORD.matcher(before).matches()) {
                faults.add(
                        Rule.FOLDED,
                        place,
                        "'"
                                + line.strip().split("\\W", 2)[0]
                                + "' is joined with the line before it");
            }
        }
    }

    /// The lines of a block, as they are written.
    private List<String> writtenLines(Command command) {
        var source = faults.source();
        var lines = new ArrayList<String>();
        var least = -1;
        for (long number = command.place().line() + 1; number <= source.length(); number++) {
            var line = source.line(number);
            var indentation = line.length() - line.stripLeading().length();
            if (!line.isBlank() && least < 0) {
                least = indentation;
            }
            if (!line.isBlank() && indentation < least) {
                break;
            }
            lines.add(line);
        }
        return lines;
    }

    private void bashisms(Command command, String code) {
        BASHISMS.forEach(
                (name, pattern) -> {
                    var found = pattern.matcher(code);
                    if (found.find()) {
                        var skipped =
                                found.group().length() - found.group().stripLeading().length();
                        faults.add(
                                Rule.BASHISM,
                                command.placeOf(found.start() + skipped),
                                name + " is bash's");
                    }
                });
    }

    private void secrets(Command command, String code) {
        var docker = DOCKER.matcher(code);
        while (docker.find()) {
            var line = command.text().substring(docker.start(), docker.end());
            if (docker.group("verb").equals("login")) {
                var password = PASSWORD_OPTION.matcher(line);
                if (password.find()) {
                    faults.add(
                            Rule.COMMAND_LINE_SECRET,
                            command.placeOf(docker.start() + password.start() + 1),
                            "a password on the command line of docker login",
                            "pipe it into docker login --password-stdin");
                    hideLiteral(password.group("value"));
                }
                continue;
            }
            var option = SET_OPTION.matcher(line);
            while (option.find()) {
                var name = option.group("name");
                var value = option.group("value");
                if (!value.isEmpty() && (environment.isSecret(name) || refersToSecret(value))) {
                    faults.add(
                            Rule.COMMAND_LINE_SECRET,
                            command.placeOf(docker.start() + option.start("name")),
                            name + " on a command line of docker",
                            "pass it on by its name alone: --env " + name);
                    hideLiteral(value.replaceAll("^[\"']|[\"']$", ""));
                }
            }
        }
    }

    private void hideLiteral(String value) {
        if (!value.contains("$") && !value.contains("`")) {
            faults.hide(value);
        }
    }

    private boolean refersToSecret(String value) {
        return !value.startsWith("'")
                && REFERENCE
                        .matcher(value)
                        .results()
                        .anyMatch(found -> environment.isSecret(found.group(1)));
    }

    private void blockStatus(Command command, List<Statement> statements, boolean errexitBefore) {
        var isBlock = command.text().strip().contains("\n");
        if (!isBlock || errexitBefore || statements.stream().anyMatch(Statement::setsErrexit)) {
            return;
        }
        var trapped = statements.stream().anyMatch(statement -> statement.command().equals("trap"));
        if (trapped || statements.isEmpty()) {
            return;
        }
        statements.subList(0, statements.size() - 1).stream()
                .filter(Statement::canFailUnseen)
                .findFirst()
                .ifPresent(
                        statement ->
                                faults.add(
                                        Rule.BLOCK_STATUS,
                                        command.placeOf(statement.offset()),
                                        "a failure of "
                                                + statement.command()
                                                + " is lost: more commands of its block follow"));
    }

    private void postBuild() {
        var looks =
                commands.stream()
                        .filter(command -> command.phase().equals("post_build"))
                        .anyMatch(command -> command.text().contains("CODEBUILD_BUILD_SUCCEEDING"));
        var aborts =
                commands.stream()
                        .anyMatch(
                                command ->
                                        command.phase().equals("build") && command.abortsPhase());
        var hasBuild = commands.stream().anyMatch(command -> command.phase().equals("build"));
        if (looks || aborts || !hasBuild) {
            return;
        }
        for (var command : commands) {
            if (command.phase().equals("post_build")) {
                var found = DEPLOYS.matcher(ShellText.codeOf(command.text()));
                if (found.find()) {
                    faults.add(
                            Rule.POST_BUILD,
                            command.placeOf(found.start()),
                            "'" + found.group().strip() + "' also runs when BUILD has failed");
                    return;
                }
            }
        }
    }
}

package dev.slipway.buildspec;

import dev.slipway.yaml.Node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The phases and their commands, before the shell.
final class PhaseRules {
    static final Set<String> PHASES = Set.of("install", "pre_build", "build", "post_build");

    private static final Set<String> KEYS =
            Set.of("run-as", "on-failure", "commands", "finally", "runtime-versions");
    private static final Pattern RETRY =
            Pattern.compile("(?i)RETRY(-(?<count>[0-9]+))?(-(?<regex>.+))?");
    private static final int MOST_RETRIES = 100;

    /// What YAML 1.1, as CodeBuild's parser reads it, takes for something else than a text.
    private static final Pattern NO_TEXT =
            Pattern.compile(
                    "(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE|null|Null|NULL|~"
                            + "|[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\\.[0-9_]*)?(?:[eE][-+][0-9]+)?|\\.[0-9_]+|\\.(?:inf|Inf|INF))"
                            + "|\\.(?:nan|NaN|NAN)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[ \\tTt].*)?|=|<<)");

    private final Faults faults;

    PhaseRules(Faults faults) {
        this.faults = faults;
    }

    /// The commands that a shell would get, in the order in which they run.
    List<Command> read(Node node) {
        var commands = new ArrayList<Command>();
        var phases = faults.fields(node, "phases");
        phases.forEach(
                (name, phase) -> {
                    if (PHASES.contains(name)) {
                        commands.addAll(phase(name, phase));
                    } else {
                        faults.unknown(Rule.UNKNOWN_PHASE, phase.place(), "phases", name, PHASES);
                    }
                });
        return commands;
    }

    private List<Command> phase(String name, Node node) {
        if (Faults.isNull(node)) {
            faults.add(Rule.NO_COMMANDS, node.place(), name + " is empty");
            return List.of();
        }
        if (!(node instanceof Node.Fields)) {
            faults.add(
                    Rule.MAP,
                    node.place(),
                    name + " is no map",
                    "write commands: under it, and the commands as a list under that");
            return List.of();
        }
        var fields = faults.fields(node, name, KEYS);
        var commands = new ArrayList<Command>();
        var abortsHere = false;
        for (var entry : fields.entrySet()) {
            var value = entry.getValue();
            switch (entry.getKey()) {
                case "commands", "finally" ->
                        commands.addAll(commands(name, entry.getKey(), value));
                case "on-failure" -> {
                    onFailure(name, value);
                    abortsHere = isAbort(value);
                }
                case "run-as" -> runAs(faults, value, "run-as of " + name);
                case "runtime-versions" -> runtimes(name, value);
                default -> {}
            }
        }
        if (!fields.containsKey("commands")
                && !fields.containsKey("finally")
                && !name.equals("install")) {
            faults.add(Rule.NO_COMMANDS, node.place(), name + " has no commands");
        }
        var aborts = abortsHere;
        return commands.stream()
                .map(command -> aborts ? command.ofAbortingPhase() : command)
                .toList();
    }

    private static boolean isAbort(Node node) {
        return node instanceof Node.Scalar scalar && scalar.text().equalsIgnoreCase("ABORT");
    }

    static void runAs(Faults faults, Node node, String where) {
        if (!(node instanceof Node.Scalar scalar
                && scalar.type() == Node.Type.TEXT
                && !scalar.text().isBlank())) {
            faults.add(
                    Rule.VALUE,
                    node.place(),
                    where + " is no name of a user",
                    "write the name of a user that the build's image has");
        }
    }

    private void runtimes(String phase, Node node) {
        if (!phase.equals("install")) {
            faults.add(
                    Rule.UNKNOWN_KEY,
                    node.place(),
                    phase + " does not know runtime-versions",
                    "move it to install");
        }
        faults.fields(node, "runtime-versions");
    }

    private void onFailure(String phase, Node node) {
        var text = node instanceof Node.Scalar scalar ? scalar.text() : "";
        var known = Map.of("ABORT", true, "CONTINUE", true);
        if (known.containsKey(text.toUpperCase(Locale.ROOT))) {
            return;
        }
        var retry = RETRY.matcher(text);
        if (!retry.matches()) {
            faults.add(
                    Rule.ON_FAILURE, node.place(), "on-failure of " + phase + " is '" + text + "'");
            return;
        }
        var count = retry.group("count");
        if (count != null && (count.length() > 3 || Integer.parseInt(count) > MOST_RETRIES)) {
            faults.add(
                    Rule.ON_FAILURE,
                    node.place(),
                    "on-failure of " + phase + " would retry " + count + " times");
        }
        var regex = retry.group("regex");
        if (regex != null) {
            try {
                Pattern.compile(regex);
            } catch (PatternSyntaxException e) {
                faults.add(
                        Rule.ON_FAILURE,
                        node.place(),
                        "on-failure of "
                                + phase
                                + " has no regular expression: "
                                + e.getDescription());
            }
        }
    }

    private List<Command> commands(String phase, String list, Node node) {
        var where = list + " of " + phase;
        if (Faults.isNull(node)) {
            faults.add(Rule.EMPTY, node.place(), where + " is empty");
            return List.of();
        }
        if (!(node instanceof Node.Items items)) {
            faults.add(Rule.COMMAND_LIST, node.place(), where + " is no list");
            return List.of();
        }
        if (items.nodes().isEmpty()) {
            faults.add(Rule.EMPTY, node.place(), where + " is empty");
        }
        var commands = new ArrayList<Command>();
        for (int index = 0; index < items.nodes().size(); index++) {
            var item = items.nodes().get(index);
            var what = list + "[" + index + "] of " + phase;
            if (isText(item, what) && item instanceof Node.Scalar scalar) {
                commands.add(Command.of(faults.source(), phase, scalar));
            }
        }
        return commands;
    }

    private boolean isText(Node item, String what) {
        var written = faults.source().behind(item.place());
        return switch (item) {
            case Node.Fields _ -> {
                faults.add(
                        Rule.COMMAND_TEXT,
                        item.place(),
                        written.startsWith("{")
                                ? what + " is a map: it begins with {"
                                : what + " is a map: there is an unquoted \": \" in it");
                yield false;
            }
            case Node.Items _ -> {
                faults.add(
                        Rule.COMMAND_TEXT,
                        item.place(),
                        written.startsWith("[")
                                ? what + " is a list: it begins with ["
                                : what + " is a list of its own",
                        written.startsWith("[")
                                ? Rule.COMMAND_TEXT.fix()
                                : "indent it as its neighbours are");
                yield false;
            }
            case Node.Scalar scalar -> {
                if (scalar.type() == Node.Type.NULL) {
                    faults.add(Rule.COMMAND_TEXT, item.place(), what + " is empty");
                    yield false;
                }
                if (written.matches("!(?!!str\\s)\\S.*")) {
                    faults.add(
                            Rule.COMMAND_TEXT,
                            item.place(),
                            what + " begins with !, which is a tag of YAML's");
                    yield false;
                }
                var isPlain = written.isEmpty() || "\"'|>".indexOf(written.charAt(0)) < 0;
                if (isPlain && NO_TEXT.matcher(scalar.text()).matches()) {
                    faults.add(
                            Rule.COMMAND_TEXT,
                            item.place(),
                            what + " is " + scalar.text() + ", which YAML takes for no text");
                    yield false;
                }
                yield true;
            }
        };
    }
}

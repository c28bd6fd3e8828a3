package dev.slipway.buildspec;

import dev.slipway.settings.SecretReference;
import dev.slipway.yaml.Node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// The section `env`: variables, secrets, what is exported.
final class Environment {
    private static final Set<String> KEYS =
            Set.of(
                    "shell",
                    "variables",
                    "parameter-store",
                    "secrets-manager",
                    "exported-variables",
                    "git-credential-helper");

    private static final Set<String> SHELLS =
            Set.of("bash", "/bin/sh", "powershell.exe", "cmd.exe");

    /// Not in the reference, but in use.
    private static final Set<String> OTHER_SHELLS = Set.of("sh", "/bin/bash");

    /// Plain values that YAML 1.1 hands on in another spelling, if it takes them for what they
    /// look like.
    private static final Pattern RESPELT =
            Pattern.compile(
                    "(?i:yes|no|on|off)|True|TRUE|False|FALSE|[-+]?0[0-9_]+|[-+]?0[xb][0-9a-fA-F_]+|[-+]?[0-9]+_[0-9_]+|[-+]?[0-9]+(:[0-5]?[0-9])+"
                            + "|[-+]?[0-9]*\\.[0-9]*0|[-+]?[0-9]+\\.|[-+]?\\.[0-9]+|[-+]?[0-9]+(\\.[0-9]*)?[eE][-+]?[0-9]+|\\+[0-9.]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ Tt].*)?");

    private static final Pattern REFERENCE = Pattern.compile("\\$(\\{?[A-Za-z_][A-Za-z0-9_]*|\\()");
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_./:-]+");
    private static final Pattern PASSWORD_IN_URL =
            Pattern.compile("[a-z][a-z0-9+.-]*://[^/\\s:@]*:(?<password>[^/\\s@$*<>{]+)@");
    private static final Pattern ACCESS_KEY = Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b");

    /// Of a value that the name alone makes a secret.
    private static final Pattern NO_SECRET =
            Pattern.compile("|true|false|[$].*|/.*|arn:.*|<.*>|\\{\\{.*|[*.]+");

    /// Commands that may set anything.
    private static final Pattern SETS_ANYTHING =
            Pattern.compile("(?m)(^|[;&|(]|\\bthen|\\bdo)\\s*(source|\\.|eval)\\s");

    private final Faults faults;
    private final Set<String> secrets = new HashSet<>();
    private final Set<String> defined = new HashSet<>();
    private final List<Node.Scalar> exported = new ArrayList<>();
    private String shell = "/bin/sh";

    Environment(Faults faults) {
        this.faults = faults;
    }

    boolean isBash() {
        return shell.equals("bash") || shell.equals("/bin/bash");
    }

    boolean isWindows() {
        return shell.endsWith(".exe");
    }

    /// Whether a variable of this name is a secret, by where it comes from or by its name.
    boolean isSecret(String name) {
        return secrets.contains(name) || VariableName.holdsSecret(name);
    }

    void read(Node node) {
        var fields = faults.fields(node, "env", KEYS);
        fields.forEach(
                (key, value) -> {
                    switch (key) {
                        case "shell" -> shell(value);
                        case "variables" -> variables(value);
                        case "secrets-manager" -> secrets(value, key, this::checkSecret);
                        case "parameter-store" -> secrets(value, key, this::checkParameter);
                        case "exported-variables" ->
                                exported.addAll(faults.texts(value, "exported-variables"));
                        case "git-credential-helper" -> faults.flag(value, key);
                        default -> {}
                    }
                });
    }

    private void shell(Node node) {
        var text = node instanceof Node.Scalar scalar ? scalar.text() : "";
        if (SHELLS.contains(text)) {
            shell = text;
        } else if (OTHER_SHELLS.contains(text)) {
            shell = text;
            faults.add(
                    Rule.VALUE,
                    node.place(),
                    "shell " + text + " is not in CodeBuild's reference",
                    "write " + (text.endsWith("bash") ? "bash" : "/bin/sh"));
        } else {
            faults.add(Rule.SHELL, node.place(), "shell is '" + text + "'");
        }
    }

    private void variables(Node node) {
        faults.fields(node, "env/variables")
                .forEach(
                        (name, value) -> {
                            define(name, value);
                            if (!(value instanceof Node.Scalar scalar)) {
                                faults.add(
                                        Rule.VARIABLE_VALUE, value.place(), name + " is no text");
                            } else if (scalar.type() == Node.Type.NULL) {
                                faults.add(
                                        Rule.EMPTY,
                                        value.place(),
                                        name + " has no value",
                                        "write \"\" where an empty one is meant");
                            } else {
                                value(name, scalar);
                            }
                        });
    }

    private void value(String name, Node.Scalar value) {
        var place = value.place();
        var secret = plainSecret(name, value.text());
        if (secret.isPresent()) {
            faults.hide(secret.get());
            faults.add(Rule.PLAIN_SECRET, place, name + " holds a secret in the clear");
            return;
        }
        if (REFERENCE.matcher(value.text()).find()) {
            faults.add(Rule.VARIABLE_REFERENCE, place, name + " refers to another variable");
        }
        faults.source()
                .plainValue(place, name)
                .filter(plain -> RESPELT.matcher(plain).matches())
                .ifPresent(
                        plain ->
                                faults.add(
                                        Rule.VARIABLE_SPELLING,
                                        place,
                                        name + " is " + plain + " without quotes",
                                        "write " + name + ": \"" + plain + "\""));
    }

    /// The secret in a value, if there is one.
    private static Optional<String> plainSecret(String name, String value) {
        var url = PASSWORD_IN_URL.matcher(value);
        if (url.find()) {
            return Optional.of(url.group("password"));
        }
        var key = ACCESS_KEY.matcher(value);
        if (key.find()) {
            return Optional.of(key.group());
        }
        return VariableName.holdsSecret(name)
                        && !value.contains("://")
                        && !NO_SECRET.matcher(value).matches()
                ? Optional.of(value)
                : Optional.empty();
    }

    private void secrets(Node node, String section, BiConsumer<String, Node.Scalar> check) {
        faults.fields(node, "env/" + section)
                .forEach(
                        (name, value) -> {
                            define(name, value);
                            secrets.add(name);
                            if (value instanceof Node.Scalar scalar
                                    && scalar.type() != Node.Type.NULL) {
                                check.accept(name, scalar);
                            } else {
                                faults.add(
                                        Rule.VARIABLE_VALUE,
                                        value.place(),
                                        name + " of " + section + " is no text");
                            }
                        });
    }

    private void checkSecret(String name, Node.Scalar value) {
        if (REFERENCE.matcher(value.text()).find()) {
            faults.add(
                    Rule.VARIABLE_REFERENCE,
                    value.place(),
                    name + " refers to another variable",
                    "write the secret's name out");
            return;
        }
        var reference = SecretReference.parse(name, value.text(), new ArrayList<>());
        if (reference.isEmpty()) {
            if (value.text().contains("://")) {
                faults.hide(value.text());
            }
            faults.add(Rule.SECRET_REFERENCE, value.place(), name + " is no reference to a secret");
        } else if (reference.get().stage() != null && reference.get().version() != null) {
            faults.add(
                    Rule.VALUE,
                    value.place(),
                    name + " names both a stage and a version",
                    "keep one of the two");
        }
    }

    private void checkParameter(String name, Node.Scalar value) {
        if (REFERENCE.matcher(value.text()).find()) {
            faults.add(
                    Rule.VARIABLE_REFERENCE,
                    value.place(),
                    name + " refers to another variable",
                    "write the parameter's name out");
        } else if (!PARAMETER.matcher(value.text()).matches()) {
            faults.add(Rule.PARAMETER_NAME, value.place(), name + " names no parameter");
        }
    }

    private void define(String name, Node value) {
        if (!defined.add(name)) {
            faults.add(Rule.VARIABLE_TWICE, value.place(), name + " is defined twice under env");
        }
        if (VariableName.isReserved(name)) {
            faults.add(Rule.RESERVED_NAME, value.place(), name + " is CodeBuild's own name");
        } else if (!VariableName.isName(name)) {
            faults.add(Rule.VARIABLE_NAME, value.place(), "'" + name + "' is no variable's name");
        }
    }

    /// What is exported must be set somewhere, and be no secret.
    void checkExported(Collection<Command> commands) {
        for (var variable : exported) {
            var name = variable.text();
            var place = variable.place();
            if (secrets.contains(name)) {
                faults.add(Rule.EXPORTED_SECRET, place, name + " is a secret and is exported");
            } else if (name.startsWith("AWS_")) {
                faults.add(
                        Rule.EXPORTED_SECRET,
                        place,
                        name + " begins with AWS_ and is exported",
                        "export a copy under another name, unless it is a secret");
            } else if (VariableName.holdsSecret(name)) {
                faults.add(
                        Rule.EXPORTED_NAME,
                        place,
                        name + " is a secret by its name, and is exported");
            } else if (!defined.contains(name)
                    && !VariableName.isReserved(name)
                    && commands.stream().noneMatch(command -> maySet(command.text(), name))) {
                faults.add(Rule.EXPORTED_UNDEFINED, place, name + " is exported and never set");
            }
        }
    }

    private static boolean maySet(String command, String name) {
        var quoted = Pattern.quote(name);
        // PowerShell writes $NAME = and $env:NAME =.
        return SETS_ANYTHING.matcher(command).find()
                || Pattern.compile(
                                "(?<![\\w-])"
                                        + quoted
                                        + "=|\\$(?i:env:)?"
                                        + quoted
                                        + "\\s*=|\\b(?:read|for|mapfile|readarray)\\b.*\\b"
                                        + quoted
                                        + "\\b")
                        .matcher(command)
                        .find();
    }
}

package dev.slipway.buildspec;

import dev.slipway.yaml.Node;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The section `batch`.
final class BatchRules {
    private static final Set<String> KEYS =
            Set.of("fast-fail", "build-list", "build-graph", "build-matrix", "build-fanout");
    private static final Set<String> BUILD_KEYS =
            Set.of(
                    "identifier",
                    "buildspec",
                    "debug-session",
                    "depend-on",
                    "env",
                    "ignore-failure");
    private static final Set<String> ENV_KEYS =
            Set.of("compute-type", "fleet", "image", "privileged-mode", "type", "variables");

    private final Faults faults;

    BatchRules(Faults faults) {
        this.faults = faults;
    }

    void check(Node node) {
        var fields = faults.fields(node, "batch", KEYS);
        fields.forEach(
                (key, value) -> {
                    switch (key) {
                        case "fast-fail" -> faults.flag(value, "fast-fail");
                        case "build-list" -> builds(value, key, false);
                        case "build-graph" -> builds(value, key, true);
                        case "build-matrix" -> matrix(value);
                        case "build-fanout" -> fanout(value);
                        default -> {}
                    }
                });
        if (KEYS.stream().filter(key -> !key.equals("fast-fail")).noneMatch(fields::containsKey)) {
            faults.add(Rule.BATCH, node.place(), "batch names no builds");
        }
    }

    private void builds(Node node, String kind, boolean needsIdentifier) {
        if (!(node instanceof Node.Items items)) {
            faults.add(Rule.BATCH, node.place(), kind + " is no list of builds");
            return;
        }
        var identifiers = new HashSet<String>();
        for (var item : items.nodes()) {
            var fields = faults.fields(item, "a build of " + kind, BUILD_KEYS);
            environment(fields.get("env"), kind);
            flag(fields, "ignore-failure");
            flag(fields, "debug-session");
            if (fields.get("identifier") instanceof Node.Scalar identifier) {
                if (!identifiers.add(identifier.text())) {
                    faults.add(
                            Rule.BATCH,
                            identifier.place(),
                            "two builds are called " + identifier.text());
                }
            } else if (needsIdentifier && item instanceof Node.Fields) {
                faults.add(Rule.BATCH, item.place(), "a build of " + kind + " has no identifier");
            }
        }
        for (var item : items.nodes()) {
            var on = item instanceof Node.Fields build ? build.nodes().get("depend-on") : null;
            if (on != null) {
                for (var name : faults.texts(on, "depend-on")) {
                    if (!identifiers.contains(name.text())) {
                        faults.add(
                                Rule.BATCH,
                                name.place(),
                                "depend-on names " + name.text() + ", and no build is called so");
                    }
                }
            }
        }
    }

    private void matrix(Node node) {
        var fields = faults.fields(node, "build-matrix", Set.of("static", "dynamic"));
        fields.forEach(
                (key, value) -> {
                    var parts =
                            faults.fields(
                                    value,
                                    key + " of build-matrix",
                                    Set.of("ignore-failure", "env", "buildspec", "debug-session"));
                    environment(parts.get("env"), "build-matrix");
                });
        if (node instanceof Node.Fields && !fields.containsKey("dynamic")) {
            faults.add(Rule.BATCH, node.place(), "build-matrix has nothing dynamic");
        }
    }

    private void fanout(Node node) {
        var fields =
                faults.fields(
                        node,
                        "build-fanout",
                        Set.of(
                                "parallelism",
                                "ignore-failure",
                                "env",
                                "buildspec",
                                "debug-session"));
        environment(fields.get("env"), "build-fanout");
        if (!(fields.get("parallelism") instanceof Node.Scalar scalar
                && scalar.text().matches("[1-9][0-9]*"))) {
            faults.add(
                    Rule.BATCH, node.place(), "build-fanout has no parallelism, a number above 0");
        }
    }

    private void environment(@Nullable Node node, String where) {
        if (node != null) {
            faults.fields(node, "env of " + where, ENV_KEYS);
        }
    }

    private void flag(Map<String, Node> fields, String key) {
        var value = fields.get(key);
        if (value != null) {
            faults.flag(value, key);
        }
    }
}

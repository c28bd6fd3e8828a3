package dev.slipway.buildspec;

import dev.slipway.failure.NearestName;
import dev.slipway.yaml.Node;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The sections that say what becomes of a build's files, and `proxy`.
final class OutputRules {
    private static final int MOST_REPORT_GROUPS = 5;
    private static final int MOST_FALLBACK_KEYS = 5;

    private static final Set<String> REPORT_KEYS =
            Set.of("files", "base-directory", "discard-paths", "file-format");
    private static final Set<String> FORMATS =
            Set.of(
                    "CUCUMBERJSON",
                    "JUNITXML",
                    "NUNITXML",
                    "NUNIT3XML",
                    "TESTNGXML",
                    "VISUALSTUDIOTRX",
                    "CLOVERXML",
                    "COBERTURAXML",
                    "JACOCOXML",
                    "SIMPLECOV");
    private static final Set<String> ARTIFACT_KEYS =
            Set.of(
                    "files",
                    "name",
                    "discard-paths",
                    "base-directory",
                    "exclude-paths",
                    "enable-symlinks",
                    "s3-prefix",
                    "secondary-artifacts");
    private static final Set<String> CACHE_KEYS = Set.of("key", "fallback-keys", "action", "paths");
    private static final Pattern GROUP =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*|arn:.+:report-group/.+|.*\\$.+");

    private final Faults faults;

    OutputRules(Faults faults) {
        this.faults = faults;
    }

    void check(Map<String, Node> sections) {
        sections.forEach(
                (name, node) -> {
                    switch (name) {
                        case "reports" -> reports(node);
                        case "artifacts" -> artifacts(node, "artifacts");
                        case "cache" -> cache(node);
                        case "proxy" ->
                                faults.fields(node, "proxy", Set.of("upload-artifacts", "logs"))
                                        .forEach(
                                                (key, value) -> faults.flag(value, "proxy/" + key));
                        default -> {}
                    }
                });
    }

    private void reports(Node node) {
        var groups = faults.fields(node, "reports");
        if (groups.size() > MOST_REPORT_GROUPS) {
            faults.add(
                    Rule.REPORT_GROUP, node.place(), "reports names " + groups.size() + " groups");
        }
        groups.forEach(
                (name, report) -> {
                    if (!GROUP.matcher(name).matches()) {
                        faults.add(
                                Rule.REPORT_GROUP,
                                report.place(),
                                "'" + name + "' is no report group");
                    }
                    report(name, report);
                });
    }

    private void report(String group, Node node) {
        var where = "report " + group;
        var fields = faults.fields(node, where, REPORT_KEYS);
        files(fields, "files", node, where);
        flag(fields, "discard-paths", where);
        single(fields, "base-directory", where);
        var format = fields.get("file-format");
        if (format != null) {
            var text = format instanceof Node.Scalar scalar ? scalar.text() : "";
            if (!FORMATS.contains(text.toUpperCase(Locale.ROOT))) {
                faults.add(
                        Rule.REPORT_FORMAT,
                        format.place(),
                        "file-format of " + where + " is '" + text + "'",
                        NearestName.of(text, FORMATS)
                                .map(near -> "did you mean " + near + "?")
                                .orElse(Rule.REPORT_FORMAT.fix()));
            }
        }
    }

    private void artifacts(Node node, String where) {
        var fields = faults.fields(node, where, ARTIFACT_KEYS);
        files(fields, "files", node, where);
        flag(fields, "discard-paths", where);
        flag(fields, "enable-symlinks", where);
        single(fields, "name", where);
        single(fields, "base-directory", where);
        single(fields, "s3-prefix", where);
        var secondary = fields.get("secondary-artifacts");
        if (secondary != null) {
            faults.fields(secondary, "secondary-artifacts")
                    .forEach((name, artifact) -> artifacts(artifact, "artifact " + name));
        }
    }

    private void cache(Node node) {
        var fields = faults.fields(node, "cache", CACHE_KEYS);
        files(fields, "paths", node, "cache");
        single(fields, "key", "cache");
        var action = fields.get("action");
        if (action != null
                && !(action instanceof Node.Scalar scalar
                        && Set.of("restore", "save").contains(scalar.text()))) {
            faults.add(
                    Rule.VALUE,
                    action.place(),
                    "action of cache is neither restore nor save",
                    "write one of them, or remove it to do both");
        }
        var keys = fields.get("fallback-keys");
        if (keys != null) {
            if (faults.texts(keys, "fallback-keys").size() > MOST_FALLBACK_KEYS) {
                faults.add(
                        Rule.VALUE,
                        keys.place(),
                        "there are more than five fallback-keys",
                        "keep five");
            }
            if (!fields.containsKey("key")) {
                faults.add(
                        Rule.VALUE,
                        keys.place(),
                        "fallback-keys without key are passed over",
                        "add a key");
            }
        }
    }

    private void files(Map<String, Node> fields, String key, Node node, String where) {
        var files = fields.get(key);
        if (files != null) {
            faults.texts(files, key + " of " + where);
        } else if (node instanceof Node.Fields) {
            faults.add(Rule.FILES, node.place(), where + " has no " + key);
        }
    }

    private void flag(Map<String, Node> fields, String key, String where) {
        var value = fields.get(key);
        if (value != null) {
            faults.flag(value, key + " of " + where);
        }
    }

    private void single(Map<String, Node> fields, String key, String where) {
        var value = fields.get(key);
        if (value != null && !(value instanceof Node.Scalar)) {
            faults.add(
                    Rule.VALUE,
                    value.place(),
                    key + " of " + where + " is no single text",
                    "write one text");
        }
    }
}

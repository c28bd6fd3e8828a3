package dev.slipway.buildspec;

import dev.slipway.failure.Problem;
import dev.slipway.yaml.Node;
import dev.slipway.yaml.YamlTree;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds what CodeBuild would reject in a buildspec, or silently read otherwise than it is meant.
///
/// What CodeBuild takes is as AWS's "Build specification reference" has it.
public final class BuildspecCheck {
    private static final int LARGEST = 1 << 20;

    private static final Set<String> SECTIONS =
            Set.of(
                    "version",
                    "run-as",
                    "env",
                    "proxy",
                    "batch",
                    "phases",
                    "reports",
                    "artifacts",
                    "cache");

    /// What users write at the top, and where CodeBuild looks for it.
    private static final Map<String, String> ELSEWHERE =
            Map.of(
                    "environment_variables", "env",
                    "environment", "env",
                    "shell", "shell under env",
                    "variables", "variables under env",
                    "secrets-manager", "secrets-manager under env",
                    "parameter-store", "parameter-store under env",
                    "exported-variables", "exported-variables under env");

    private final Faults faults;

    private BuildspecCheck(Faults faults) {
        this.faults = faults;
    }

    /// What is wrong with a buildspec: everything, as far as it can be read.
    ///
    /// @param file as messages name it
    public static Verdict of(byte[] bytes, String file) {
        if (bytes.length > LARGEST) {
            return unread(file, Rule.SIZE, "is larger than 1 MB");
        }
        try {
            var text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            var faults = new Faults(new Source(file, text));
            new BuildspecCheck(faults).check(file);
            return new Verdict(file, faults.all());
        } catch (CharacterCodingException e) {
            return unread(file, Rule.ENCODING, "is not UTF-8");
        }
    }

    private static Verdict unread(String file, Rule rule, String message) {
        return new Verdict(
                file,
                List.of(new Fault(rule, Problem.inFile(file, message), rule.fix(), List.of())));
    }

    private void check(String file) {
        var problems = new ArrayList<Problem>();
        var root = YamlTree.withAliases(faults.source().text(), file, problems);
        problems.forEach(this::misread);
        if (!(root instanceof Node.Fields fields)) {
            faults.add(
                    Rule.MAP,
                    root.place().line() == 0 ? faults.source().whole() : root.place(),
                    "is no map of sections");
            return;
        }
        var sections = fields.nodes();
        // Of a file that broke off, what is missing says nothing.
        if (problems.stream()
                .map(BuildspecCheck::ruleOf)
                .anyMatch(rule -> rule == Rule.SYNTAX || rule == Rule.TABS)) {
            return;
        }
        version(sections.get("version"));
        sections.forEach(
                (name, node) -> {
                    if (!SECTIONS.contains(name)) {
                        unknown(name, node);
                    }
                });
        var environment = new Environment(faults);
        var env = sections.get("env");
        if (env != null) {
            environment.read(env);
        }
        var runAs = sections.get("run-as");
        if (runAs != null) {
            PhaseRules.runAs(faults, runAs, "run-as");
        }
        var phases = sections.get("phases");
        var commands = new ArrayList<Command>();
        if (phases != null && !Faults.isNull(phases)) {
            commands.addAll(new PhaseRules(faults).read(phases));
        } else if (!sections.containsKey("batch")) {
            faults.add(
                    Rule.PHASES,
                    phases == null ? faults.source().whole() : phases.place(),
                    "phases is missing or empty");
        }
        new CommandRules(faults, environment, commands).check();
        environment.checkExported(commands);
        new OutputRules(faults).check(sections);
        var batch = sections.get("batch");
        if (batch != null) {
            new BatchRules(faults).check(batch);
        }
    }

    private void misread(Problem problem) {
        faults.add(
                ruleOf(problem),
                faults.source().at(problem.line(), problem.column()),
                problem.message());
    }

    private static Rule ruleOf(Problem problem) {
        if (problem.message().endsWith("stands here a second time")) {
            return Rule.DUPLICATE_KEY;
        }
        return problem.message().contains("\\t(TAB)") || problem.message().contains("'\\t'")
                ? Rule.TABS
                : Rule.SYNTAX;
    }

    private void version(@Nullable Node version) {
        if (version == null) {
            faults.add(Rule.VERSION, faults.source().whole(), "version is missing");
        } else if (!(version instanceof Node.Scalar scalar && scalar.text().equals("0.2"))) {
            faults.add(Rule.VERSION, version.place(), "version is not 0.2");
        }
    }

    private void unknown(String name, Node node) {
        var elsewhere = ELSEWHERE.get(name);
        if (PhaseRules.PHASES.contains(name)) {
            elsewhere = name + " under phases";
        }
        if (elsewhere != null) {
            faults.add(
                    Rule.UNKNOWN_SECTION,
                    node.place(),
                    "a buildspec does not know " + name,
                    "did you mean " + elsewhere + "?");
        } else {
            faults.unknown(Rule.UNKNOWN_SECTION, node.place(), "a buildspec", name, SECTIONS);
        }
    }
}

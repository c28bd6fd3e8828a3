package dev.slipway.report;

import dev.slipway.buildspec.Fault;
import dev.slipway.buildspec.Level;
import dev.slipway.buildspec.Verdict;
import dev.slipway.failure.Count;

import java.util.ArrayList;
import java.util.List;

/// What is wrong with a buildspec, for people.
public final class BuildspecText {
    private BuildspecText() {}

    /// Each fault with its place, its lines, its reason and what to do; then how many there are.
    public static List<String> verdict(Verdict verdict) {
        var lines = new ArrayList<String>();
        verdict.faults().forEach(fault -> lines.addAll(fault(fault)));
        lines.add(
                verdict.faults().isEmpty()
                        ? "Nothing is wrong with " + verdict.file() + "."
                        : Count.of(verdict.count(Level.ERROR), "error")
                                + ", "
                                + Count.of(verdict.count(Level.WARNING), "warning")
                                + ".");
        return lines;
    }

    private static List<String> fault(Fault fault) {
        var problem = fault.problem();
        var rule = fault.rule();
        var place = problem.toString();
        var lines = new ArrayList<String>();
        lines.add(
                place.substring(0, place.length() - problem.message().length())
                        + rule.level().word()
                        + "["
                        + rule.id()
                        + "]: "
                        + problem.message());
        fault.excerpt().forEach(line -> lines.add("  " + line));
        lines.add("  why: " + rule.why());
        lines.add("  fix: " + fault.fix());
        return lines;
    }
}

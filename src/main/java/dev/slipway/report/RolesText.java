package dev.slipway.report;

import dev.slipway.failure.Count;
import dev.slipway.roles.Expectation;
import dev.slipway.roles.RolesCheck;
import dev.slipway.roles.RolesResult;
import dev.slipway.roles.Statement;

import java.util.ArrayList;
import java.util.List;

/// Roles for people.
public final class RolesText {
    private RolesText() {}

    /// What an apply did.
    static List<String> applied(RolesResult result) {
        var lines = new ArrayList<String>();
        if (result.statements().isEmpty()) {
            lines.add(nothing(result));
        } else {
            lines.add(
                    "Set up the roles with "
                            + Count.of(result.statements().size(), "statement")
                            + ":");
            statements(result.statements(), lines);
        }
        left(result.left(), lines);
        return lines;
    }

    /// What an apply would do.
    public static List<String> plan(RolesResult result) {
        var lines = new ArrayList<String>();
        if (result.statements().isEmpty()) {
            lines.add(nothing(result));
        } else {
            lines.add(Count.of(result.statements().size(), "statement") + " would be executed:");
            statements(result.statements(), lines);
        }
        left(result.left(), lines);
        if (!result.statements().isEmpty()) {
            lines.add("Nothing was changed. Apply with: slipway roles apply");
        }
        return lines;
    }

    /// Each finding, and how many expectations are met.
    public static List<String> check(RolesCheck check) {
        var findings = check.findings();
        var lines = new ArrayList<String>();
        lines.add(
                findings.isEmpty()
                        ? "The roles are as declared: "
                                + Count.of(check.expectations().size(), "expectation")
                                + ", all met."
                        : findings.size()
                                + " of "
                                + Count.of(check.expectations().size(), "expectation")
                                + " not met:");
        findings.forEach(finding -> finding(finding, lines));
        return lines;
    }

    private static String nothing(RolesResult result) {
        return result.left().isEmpty()
                ? "Nothing to change: the roles are set up."
                : "Nothing to change without more flags.";
    }

    private static void statements(List<Statement> statements, List<String> lines) {
        statements.forEach(statement -> lines.add("  " + statement.text() + ";"));
    }

    private static void left(List<Expectation> left, List<String> lines) {
        if (!left.isEmpty()) {
            lines.add("Left as it is, since an apply without more flags does not touch it:");
            left.forEach(finding -> finding(finding, lines));
        }
    }

    private static void finding(Expectation finding, List<String> lines) {
        lines.add("  " + finding.what());
        lines.add("    expected: " + finding.expected());
        lines.add("    actual:   " + finding.actual());
        lines.add("    remedy:   " + finding.remedy());
    }
}

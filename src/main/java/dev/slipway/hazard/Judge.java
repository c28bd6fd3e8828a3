package dev.slipway.hazard;

import dev.slipway.observe.Catalog;
import dev.slipway.observe.MigrationObservation;
import dev.slipway.observe.StatementObservation;
import dev.slipway.sql.SqlScript;
import dev.slipway.sql.SqlStatement;
import dev.slipway.sql.Token;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds what is dangerous in observed migrations.
///
/// Nothing is found on what a migration of the same rehearsal made: nobody uses it yet.
public final class Judge {
    private static final List<Check> CHECKS =
            List.of(
                    new RewriteCheck(),
                    new ScanCheck(),
                    new IndexCheck(),
                    new WriteCheck(),
                    new RelationCheck(),
                    new ColumnCheck(),
                    new ObjectCheck(),
                    // Last: it leaves out what the others have said.
                    new LockCheck());

    private final Catalog base;

    /// @param base the catalog before the first pending migration
    public Judge(Catalog base) {
        this.base = base;
    }

    /// What is dangerous in each statement that was executed, in their order.
    ///
    /// What a comment of the script allows has its reason. A comment that allows what was not found
    /// is a finding, of the statement that it is for or else of the last one.
    ///
    /// @param text the script's
    /// @param broken queries that its statements have broken
    public List<List<Finding>> judge(
            MigrationObservation migration, String text, List<BrokenQuery> broken) {
        var script = SqlScript.of(text);
        var starts = starts(text, script.statements());
        var found = new ArrayList<List<Finding>>();
        for (var seen : migration.statements()) {
            var scene =
                    new Scene(
                            base,
                            migration,
                            seen,
                            transaction(migration, seen),
                            column(text, script.statements(), starts, seen.statement()));
            CHECKS.forEach(check -> check.look(scene));
            var number = found.size();
            broken.stream()
                    .filter(query -> query.statement() == number)
                    .forEach(query -> scene.findings().add(query.finding(scene)));
            found.add(new ArrayList<>(scene.findings()));
        }
        allow(migration, script, starts, found);
        return found;
    }

    private static List<StatementObservation> transaction(
            MigrationObservation migration, StatementObservation seen) {
        return seen.isTransactional()
                ? migration.statements().stream()
                        .filter(other -> other.transaction() == seen.transaction())
                        .toList()
                : List.of(seen);
    }

    /// Where each statement begins.
    private static List<Integer> starts(String text, List<SqlStatement> statements) {
        var starts = new ArrayList<Integer>();
        var at = 0;
        for (var statement : statements) {
            at = Math.max(at, text.indexOf(statement.text(), at));
            starts.add(at);
            at += statement.text().length();
        }
        return starts;
    }

    private static int column(
            String text,
            List<SqlStatement> statements,
            List<Integer> starts,
            SqlStatement statement) {
        var number = statements.indexOf(statement);
        return number < 0 ? 1 : starts.get(number) - text.lastIndexOf('\n', starts.get(number) - 1);
    }

    private void allow(
            MigrationObservation migration,
            SqlScript script,
            List<Integer> starts,
            List<List<Finding>> found) {
        if (found.isEmpty()) {
            return;
        }
        for (Token comment : script.comments()) {
            var allowance = Allowance.of(comment, starts, script.statements());
            if (allowance.isPresent()) {
                allow(migration, script, allowance.get(), found);
            }
        }
    }

    private static void allow(
            MigrationObservation migration,
            SqlScript script,
            Allowance allowance,
            List<List<Finding>> found) {
        var of = found.size() - 1;
        var executed = false;
        if (allowance.statement() >= 0) {
            var statement = script.statements().get(allowance.statement());
            for (int i = 0; i < migration.statements().size(); i++) {
                if (migration.statements().get(i).statement().equals(statement)) {
                    of = i;
                    executed = true;
                    break;
                }
            }
        }
        Set<Rule> used = new HashSet<>();
        if (executed) {
            found.get(of)
                    .replaceAll(
                            finding -> {
                                if (!allowance.rules().contains(finding.rule())) {
                                    return finding;
                                }
                                used.add(finding.rule());
                                return finding.allowedFor(allowance.reason());
                            });
        }
        var unused = allowance.rules().stream().filter(rule -> !used.contains(rule)).toList();
        if (allowance.fault() != null || !unused.isEmpty()) {
            var fault = allowance.fault();
            found.get(of)
                    .add(
                            new Finding(
                                    Rule.UNUSED_ALLOW,
                                    Rule.UNUSED_ALLOW.level(),
                                    unused.isEmpty() ? "comment" : unused.getFirst().word(),
                                    fault == null
                                            ? "this comment allows "
                                                    + String.join(
                                                            ", ",
                                                            unused.stream()
                                                                    .map(Rule::word)
                                                                    .toList())
                                                    + ", which was not found in its statement"
                                            : "this comment allows nothing: " + fault,
                                    allowance.comment().line(),
                                    allowance.comment().column(),
                                    allowance.comment().text().stripTrailing().length(),
                                    List.of(),
                                    fault == null ? "take it away" : null,
                                    null));
        }
    }
}

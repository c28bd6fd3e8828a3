package dev.slipway.migrate;

import dev.slipway.database.Database;
import dev.slipway.failure.Count;
import dev.slipway.failure.FailureException;
import dev.slipway.progress.Progress;
import dev.slipway.settings.MigrationSettings;
import dev.slipway.sql.SqlStatement;
import dev.slipway.steps.Journal;
import dev.slipway.steps.OutsideStatement;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Says what a migration outside a transaction left behind when it failed, and cleans it up.
///
/// Only what belongs to such a migration is touched: the indexes that its own statements name, or
/// that came while they ran, its row in the history, its entry in the journal.
public final class Repair {
    private final Database database;
    private final MigrationSettings settings;
    private final Progress progress;
    private final MigrationFolder folder;
    private final ParsedScripts parsed;

    /// Reads the folder.
    ///
    /// @throws FailureException when it is absent or empty (exit 3)
    public Repair(Database database, MigrationSettings settings, Progress progress) {
        this(
                database,
                settings,
                MigrationFolder.read(settings),
                new ParsedScripts(settings),
                progress);
    }

    Repair(
            Database database,
            MigrationSettings settings,
            MigrationFolder folder,
            ParsedScripts parsed,
            Progress progress) {
        this.database = database;
        this.settings = settings;
        this.folder = folder;
        this.parsed = parsed;
        this.progress = progress;
    }

    /// A migration with all that is known of it.
    ///
    /// @param entry null when it failed before there was a journal, or with another tool
    /// @param failedRow whether the history says that it failed
    /// @param cleaning statements that take away what it left
    /// @param decided what is done about its entry, null for nothing
    private record Case(
            String script,
            Journal.@Nullable Entry entry,
            boolean failedRow,
            List<String> cleaning,
            @Nullable Decision decided,
            RepairItem item) {}

    private enum Decision {
        RUN_AGAIN,
        DONE
    }

    /// What there is to repair. Changes nothing.
    ///
    /// @param done whether a statement of which nobody can tell counts as done
    public RepairResult plan(boolean done) {
        try (var connection = database.connect()) {
            return new RepairResult(
                    cases(connection, journal(connection), done).stream().map(Case::item).toList(),
                    false);
        } catch (SQLException e) {
            throw failed(e, "what is to be repaired could not be seen; nothing was done");
        }
    }

    /// Does what {@link #plan} proposes. The caller holds the run's lock.
    ///
    /// @throws FailureException when a step fails; those before it are done, and a repair goes on
    ///     from there
    public RepairResult apply(boolean done) {
        try (var connection = database.connect()) {
            var journal = journal(connection);
            var cases = cases(connection, journal, done);
            for (var found : cases) {
                repair(connection, journal, found);
            }
            return new RepairResult(cases.stream().map(Case::item).toList(), true);
        } catch (SQLException e) {
            throw failed(e, "the repair stopped; what it had done stays, the rest is as it was");
        }
    }

    private void repair(Connection connection, Journal journal, Case found) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : found.cleaning()) {
                progress.note(found.script() + ": " + sql);
                statement.execute(sql);
            }
        }
        if (found.entry() != null && found.decided() != null) {
            journal.settle(connection, found.entry(), found.decided() == Decision.DONE);
        }
        if (found.failedRow()) {
            journal.forgetFailure(connection, found.script());
        }
    }

    private List<Case> cases(Connection connection, Journal journal, boolean done)
            throws SQLException {
        var entries = new LinkedHashMap<String, Journal.Entry>();
        for (var entry : journal.entries(connection)) {
            entries.put(entry.script(), entry);
        }
        var failed = journal.failedScripts(connection);
        var cases = new ArrayList<Case>();
        for (var entry : entries.values()) {
            cases.add(
                    found(
                            connection,
                            entry.script(),
                            entry,
                            failed.contains(entry.script()),
                            done));
        }
        for (var script : failed) {
            if (!entries.containsKey(script)) {
                cases.add(found(connection, script, null, true, done));
            }
        }
        return cases;
    }

    private Case found(
            Connection connection,
            String script,
            Journal.@Nullable Entry entry,
            boolean failedRow,
            boolean done)
            throws SQLException {
        var statements = statements(script);
        var next = next(entry, statements);
        var kind = next == null ? null : OutsideStatement.of(next);
        var unknown =
                entry != null
                        && entry.begun()
                        && kind != null
                        && kind.remains(connection, entry.before())
                                == OutsideStatement.Remains.UNKNOWN;
        var cleaning = cleaning(connection, entry, statements, kind, failedRow);
        var left = new ArrayList<String>();
        if (entry != null && entry.done() > 0) {
            left.add(
                    "its first "
                            + (entry.done() == 1
                                    ? "statement is"
                                    : Count.of(entry.done()) + " statements are")
                            + " done, and stay");
        }
        if (entry != null && entry.place() != null) {
            left.add(
                    Count.of(entry.place().passed(), "row")
                            + " are done, up to key "
                            + entry.place().key()
                            + ", and stay");
        }
        cleaning.stream()
                .filter(sql -> sql.startsWith("drop index concurrently "))
                .map(
                        sql ->
                                "the invalid index "
                                        + sql.substring("drop index concurrently ".length()))
                .forEach(left::add);
        var proposals = new ArrayList<>(cleaning.stream().map(sql -> sql + ";").toList());
        if (failedRow) {
            proposals.add("forget that it failed: take its row out of the migration history");
        }
        var decided = decision(entry, failedRow, unknown, done);
        if (decided != null) {
            proposals.add(
                    decided == Decision.DONE
                            ? "count that statement as done; the next run goes on behind it"
                            : "the next run goes on from there, with the file as it is then");
        }
        return new Case(
                script,
                entry,
                failedRow,
                cleaning,
                decided,
                new RepairItem(script, state(entry, next, failedRow, unknown), left, proposals));
    }

    private static @Nullable Decision decision(
            Journal.@Nullable Entry entry, boolean failedRow, boolean unknown, boolean done) {
        if (entry == null) {
            return null;
        }
        if (unknown) {
            return done ? Decision.DONE : Decision.RUN_AGAIN;
        }
        return failedRow || entry.failure() != null ? Decision.RUN_AGAIN : null;
    }

    private static String state(
            Journal.@Nullable Entry entry,
            @Nullable SqlStatement next,
            boolean failedRow,
            boolean unknown) {
        var where = next == null ? "" : " at line " + next.line();
        if (unknown) {
            return "was interrupted"
                    + where
                    + ", and nobody can tell whether that statement was done";
        }
        if (entry == null) {
            return "failed outside a transaction; what it did is not on record";
        }
        return failedRow || entry.failure() != null
                ? "failed" + where + ": " + entry.failure()
                : "was stopped" + where + "; the next run goes on with it by itself";
    }

    /// What takes away the remains: of the statement that was under way, or of every statement when
    /// nothing is on record.
    private static List<String> cleaning(
            Connection connection,
            Journal.@Nullable Entry entry,
            List<SqlStatement> statements,
            @Nullable OutsideStatement next,
            boolean failedRow)
            throws SQLException {
        if (entry != null) {
            return next == null || (entry.failure() == null && !failedRow)
                    ? List.of()
                    : next.clean(connection, entry.before());
        }
        var cleaning = new ArrayList<String>();
        for (var statement : statements) {
            cleaning.addAll(OutsideStatement.of(statement).clean(connection, null));
        }
        return cleaning;
    }

    private static @Nullable SqlStatement next(
            Journal.@Nullable Entry entry, List<SqlStatement> statements) {
        return entry == null || entry.done() >= statements.size()
                ? null
                : statements.get(entry.done());
    }

    /// None when the file is gone.
    private List<SqlStatement> statements(String script) {
        return folder.named(script).map(file -> parsed.of(file).statements()).orElse(List.of());
    }

    private Journal journal(Connection connection) throws SQLException {
        return Journal.in(HistorySchema.of(settings, connection), settings.table());
    }

    private FailureException failed(SQLException e, String what) {
        return MigrationFailures.general(
                database, e, what, "correct what the cause names and repair again");
    }
}

package dev.slipway.seed;

import dev.slipway.data.DataFile;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.manifest.SeedDefinition;
import dev.slipway.sql.SqlStatement;

import org.jooq.DSLContext;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Seeds that are SQL scripts: run as they are, within the run's transaction. That they can be run
/// twice is their author's care.
final class SqlSeed {
    /// A script is held in memory; what is larger is data, and belongs into a data file.
    private static final int LARGEST = 16 << 20;

    // What would end the transaction that the run holds, or cannot be sent from here.
    private static final Pattern NOT_HERE =
            Pattern.compile(
                    "(BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK|ABORT|PREPARE TRANSACTION|SAVEPOINT|RELEASE)\\b.*|COPY .* (FROM STDIN|TO STDOUT)\\b.*|\\\\.*");

    // What the transaction did so far, triggers included; its scratch tables are not the user's.
    private static final String DONE =
            """
            select coalesce(sum(n_tup_ins), 0), coalesce(sum(n_tup_upd), 0), coalesce(sum(n_tup_del), 0)
              from pg_stat_xact_user_tables
             where schemaname not like 'pg_temp%' and relname not like 'slipway\\_%'
            """;

    private final DSLContext database;
    private final Connection connection;
    private final SeedFailures failures;

    SqlSeed(DSLContext database, Connection connection, SeedFailures failures) {
        this.database = database;
        this.connection = connection;
        this.failures = failures;
    }

    /// Runs the scripts.
    ///
    /// @param deferred whether constraints are checked later, when other seeds are loaded too
    /// @return the rows that they wrote, in whatever tables
    /// @throws FailureException when a script holds what cannot be run here, or a statement fails
    ///     (exit 9)
    SeedChanges run(
            SeedDefinition seed,
            List<DataFile> scripts,
            Map<String, String> placeholders,
            boolean deferred)
            throws IOException, SQLException {
        var before = done();
        for (var script : scripts) {
            var statements =
                    SqlStatement.split(Placeholders.replace(text(seed, script), placeholders));
            check(seed, script, statements);
            for (var statement : statements) {
                run(seed, script, statement);
            }
        }
        if (!deferred) {
            database.execute("set constraints all immediate");
        }
        var after = done();
        return new SeedChanges(
                after.inserted() - before.inserted(),
                after.updated() - before.updated(),
                after.deleted() - before.deleted(),
                0);
    }

    private SeedChanges done() {
        var row = database.fetchSingle(DONE);
        return new SeedChanges(
                row.get(0, Long.class), row.get(1, Long.class), row.get(2, Long.class), 0);
    }

    private String text(SeedDefinition seed, DataFile script) throws IOException {
        byte[] bytes;
        try (var in = script.open(_ -> {})) {
            bytes = in.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            throw wrong(
                    seed,
                    List.of(
                            Problem.inFile(
                                    script.name(),
                                    "the script is longer than "
                                            + (LARGEST >> 20)
                                            + " MB; put the rows into a data file")));
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw wrong(
                    seed,
                    List.of(Problem.inFile(script.name(), "the script is not UTF-8; save it so")));
        }
    }

    private void check(SeedDefinition seed, DataFile script, List<SqlStatement> statements) {
        var problems = new ArrayList<Problem>();
        for (var statement : statements) {
            if (NOT_HERE.matcher(statement.code()).matches() || statement.outsideTransaction()) {
                var words = statement.text().strip().lines().findFirst().orElse("");
                problems.add(
                        Problem.at(
                                script.name(),
                                statement.line(),
                                0,
                                "a seed runs in the run's own transaction and cannot hold: "
                                        + words));
            }
        }
        if (!problems.isEmpty()) {
            throw wrong(seed, problems);
        }
    }

    private void run(SeedDefinition seed, DataFile script, SqlStatement statement)
            throws SQLException {
        try (var running = connection.createStatement()) {
            running.setEscapeProcessing(false);
            running.execute(statement.text());
        } catch (SQLException e) {
            if (!Refusal.isDataFault(e) && !isMistake(e)) {
                throw e;
            }
            throw wrong(
                    seed,
                    List.of(
                            Problem.at(
                                    script.name(),
                                    statement.line(),
                                    0,
                                    String.join("; ", DatabaseFailures.explain(e)))));
        }
    }

    /// Class 42: syntax, and names that do not exist. Not a right that is missing.
    private static boolean isMistake(SQLException e) {
        return e.getSQLState() != null
                && e.getSQLState().startsWith("42")
                && !e.getSQLState().equals("42501");
    }

    private FailureException wrong(SeedDefinition seed, List<Problem> problems) {
        return Failure.of(
                        Kind.SEED,
                        "seed " + seed.name() + " failed; " + failures.aftermath(),
                        problems,
                        "correct " + seed.sourceName() + " and run again")
                .about(seed.name())
                .exception();
    }
}

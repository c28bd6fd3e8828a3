package dev.slipway.steps;

import dev.slipway.database.Identifiers;
import dev.slipway.database.RunLock;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/// How far the migrations are that run outside a transaction: the table `slipway_progress` beside
/// the migration history.
///
/// A statement that can share a transaction with its entry here is either done and noted, or
/// neither. Of the others it is noted before that they begin, and after that they are done, so that
/// a later run knows which one an interruption fell into.
public final class Journal {
    private static final String TABLE = "slipway_progress";

    /// The digest after a person said that a statement is done.
    static final long UNKNOWN = -1;

    private final String table;
    private final String history;

    private Journal(String table, String history) {
        this.table = table;
        this.history = history;
    }

    /// What is noted of a migration.
    ///
    /// @param done how many of its statements are done
    /// @param digest checksum of the text of those, or {@link #UNKNOWN}
    /// @param begun whether the next one was begun
    /// @param before what {@link OutsideStatement#before} said when it was begun
    /// @param failure the server's complaint, when it ended with one; null when it was interrupted
    /// @param place how far a backfill is, null where there is none or before its first batch
    public record Entry(
            String script,
            int done,
            long digest,
            boolean begun,
            @Nullable String before,
            @Nullable String failure,
            Checkpoint.@Nullable Place place) {}

    /// The journal beside a migration history.
    ///
    /// @param schema the schema of both
    /// @param historyTable the history's table
    public static Journal in(String schema, String historyTable) {
        var prefix = Identifiers.quote(schema) + ".";
        return new Journal(prefix + TABLE, prefix + Identifiers.quote(historyTable));
    }

    /// There is none before the first migration that needs one.
    private boolean exists(Connection connection) throws SQLException {
        return exists(connection, table);
    }

    private static boolean exists(Connection connection, String name) throws SQLException {
        try (var statement = connection.prepareStatement("select to_regclass(?) is not null")) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    /// Every migration that was begun and is not applied, in the order of their beginning.
    public List<Entry> entries(Connection connection) throws SQLException {
        var entries = new ArrayList<Entry>();
        if (!exists(connection)) {
            return entries;
        }
        try (var statement =
                        connection.prepareStatement(
                                "select script, done, digest, begun, before, failure, place, passed, written, batches, batch from "
                                        + table
                                        + " order by begun_at");
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                var place =
                        rows.getString(7) == null
                                ? null
                                : new Checkpoint.Place(
                                        rows.getString(7),
                                        rows.getLong(8),
                                        rows.getLong(9),
                                        rows.getLong(10),
                                        rows.getInt(11));
                entries.add(
                        new Entry(
                                rows.getString(1),
                                rows.getInt(2),
                                rows.getLong(3),
                                rows.getBoolean(4),
                                rows.getString(5),
                                rows.getString(6),
                                place));
            }
        }
        return entries;
    }

    private Optional<Entry> entry(Connection connection, String script) throws SQLException {
        return entries(connection).stream()
                .filter(entry -> entry.script().equals(script))
                .findFirst();
    }

    /// The scripts that the history says failed, in its order.
    public List<String> failedScripts(Connection connection) throws SQLException {
        var scripts = new ArrayList<String>();
        if (!exists(connection, history)) {
            return scripts;
        }
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "select script from "
                                        + history
                                        + " where not success order by installed_rank")) {
            while (rows.next()) {
                scripts.add(rows.getString(1));
            }
        }
        return scripts;
    }

    /// Takes the row of a failed script out of the history.
    public void forgetFailure(Connection connection, String script) throws SQLException {
        update(connection, "delete from " + history + " where not success and script = ?", script);
    }

    /// Forgets migrations that came to be applied, and takes out of the history the rows of those
    /// that were only interrupted: the next run goes on with them.
    ///
    /// A migration's success is noted in the history before its entry here goes, so that no moment
    /// is without either.
    public void tidy(Connection connection) throws SQLException {
        if (!exists(connection) || !exists(connection, history)) {
            return;
        }
        execute(
                connection,
                """
                delete from %1$s journal using %2$s history
                 where history.script = journal.script and history.success
                   and history.installed_rank > journal.rank
                """
                        .formatted(table, history));
        execute(
                connection,
                """
                delete from %2$s history using %1$s journal
                 where history.script = journal.script and not history.success and journal.failure is null
                """
                        .formatted(table, history));
    }

    /// Keeps others from going on with these migrations for as long as the session lives: a server
    /// goes on with a statement for some seconds after the run that sent it is dead.
    ///
    /// @return the session that does so already, null when it is this one
    @Nullable Integer heldBy(Connection connection) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        """
                        with wanted as (select hashtextextended('slipway journal ' || ?, 0) as key)
                        select pg_try_advisory_lock(wanted.key),
                               (select max(lock.pid) from pg_locks lock where %s)
                          from wanted
                        """
                                .formatted(RunLock.HELD))) {
            statement.setString(1, table);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1) ? null : Integer.valueOf(rows.getInt(2));
            }
        }
    }

    /// Its table, quoted.
    String table() {
        return table;
    }

    /// Notes that a migration begins, if it is not noted already.
    Entry open(Connection connection, String script) throws SQLException {
        if (!exists(connection)) {
            create(connection);
        }
        update(
                connection,
                "insert into %s (script, rank) select ?, coalesce(max(installed_rank), 0) from %s on conflict do nothing"
                        .formatted(table, history),
                script);
        return entry(connection, script).orElseThrow();
    }

    private void create(Connection connection) throws SQLException {
        execute(
                connection,
                """
                create table %s (
                  script text primary key,
                  rank int not null,
                  done int not null default 0,
                  digest bigint not null default 0,
                  begun boolean not null default false,
                  before text,
                  failure text,
                  place text,
                  passed bigint not null default 0,
                  written bigint not null default 0,
                  batches bigint not null default 0,
                  batch int not null default 0,
                  begun_at timestamptz not null default clock_timestamp(),
                  updated_at timestamptz not null default clock_timestamp()
                )
                """
                        .formatted(table));
    }

    /// Notes that the next statement begins.
    void begin(Connection connection, String script, @Nullable String before) throws SQLException {
        update(connection, set("begun = true, before = ?, failure = null"), before, script);
    }

    /// Notes that the next statements are done.
    void finish(Connection connection, String script, int statements, long digest)
            throws SQLException {
        update(
                connection,
                set(
                        "done = done + ?, digest = ?, begun = false, before = null, failure = null, place = null"),
                statements,
                digest,
                script);
    }

    /// Notes that the next statement failed, so that a person must look at it.
    void fail(Connection connection, String script, String complaint) throws SQLException {
        update(connection, set("failure = ?"), complaint, script);
    }

    /// Notes how far a backfill is, in the transaction of its batch.
    void reached(Connection connection, String script, Checkpoint.Place place) throws SQLException {
        update(
                connection,
                set("place = ?, passed = ?, written = ?, batches = ?, batch = ?"),
                place.key(),
                place.passed(),
                place.written(),
                place.batches(),
                place.batchSize(),
                script);
    }

    /// Forgets how a migration ended, after a person looked at it: the next run goes on with its
    /// next statement, or behind that, and takes the statements before it as done whatever they say
    /// by then.
    ///
    /// @param done whether that statement counts as done
    public void settle(Connection connection, Entry entry, boolean done) throws SQLException {
        if (entry.done() == 0 && entry.place() == null && !done) {
            update(connection, "delete from " + table + " where script = ?", entry.script());
            return;
        }
        update(
                connection,
                set(
                        "begun = false, before = null, failure = null, digest = "
                                + UNKNOWN
                                + (done ? ", done = done + 1" : "")),
                entry.script());
    }

    private String set(String assignments) {
        return "update "
                + table
                + " set "
                + assignments
                + ", updated_at = clock_timestamp() where script = ?";
    }

    /// The checksum of one more statement's text after those before it.
    static long digest(long before, String sql) {
        var crc = new CRC32();
        crc.update(Long.toString(before).getBytes(StandardCharsets.UTF_8));
        crc.update(sql.strip().getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void update(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}

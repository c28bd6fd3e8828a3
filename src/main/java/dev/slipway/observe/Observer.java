package dev.slipway.observe;

import dev.slipway.database.Database;
import dev.slipway.sql.SqlStatement;
import dev.slipway.steps.StatementObserver;
import dev.slipway.steps.Step;

import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// Sees every statement of the pending migrations on a throwaway server: its locks, the server's
/// messages, the rows that it touched, its plans, and the catalog before and after it.
///
/// The server tells at the level `debug1` when it rewrites or checks a table or builds an index,
/// whoever asked for it: a statement, a function or a DO block.
public final class Observer implements StatementObserver, AutoCloseable {
    private static final String LOCKS =
            """
            select relation, mode from pg_catalog.pg_locks
             where pid = pg_catalog.pg_backend_pid() and locktype = 'relation' and granted
            """;

    // A user who is not a superuser may not load it: then only statements themselves are explained.
    private static final String EXPLAIN_ALL =
            """
            load 'auto_explain';
            set auto_explain.log_min_duration = 0;
            set auto_explain.log_nested_statements = on;
            set auto_explain.log_level = debug1;
            set auto_explain.log_format = json;
            set auto_explain.log_verbose = on
            """;

    private final Function<String, List<SqlStatement>> scripts;
    private final CatalogReader reader;
    private final LockSampler sampler;
    private final List<MigrationObservation> migrations = new ArrayList<>();
    private @Nullable Catalog base;
    private Catalog current = Catalog.EMPTY;
    private long startedAt;
    private int transactions;
    private boolean explainsAll;

    // Of the migration under way.
    private @Nullable Step step;
    private List<SqlStatement> expected = List.of();
    private int position;
    private long migrationAt;
    private Catalog before = Catalog.EMPTY;
    private List<StatementObservation> statements = new ArrayList<>();

    // Of the statement under way.
    private String sql = "";
    private long statementAt;
    private boolean inTransaction;
    private Duration lockTimeout = Duration.ZERO;
    private Map<Long, LockMode> held = Map.of();
    private Map<Long, TableUse> used = Map.of();
    private List<Plan> explained = List.of();

    /// @param database the throwaway one, for looking from outside
    /// @param historySchema where its history is, which is no part of what is observed
    /// @param scripts the statements of a script
    public Observer(
            Database database,
            String historySchema,
            String historyTable,
            Function<String, List<SqlStatement>> scripts) {
        this.scripts = scripts;
        this.reader = new CatalogReader(historySchema, historyTable);
        this.sampler = new LockSampler(database);
    }

    /// What was seen of each migration that began, the last one perhaps in part.
    public List<MigrationObservation> migrations() {
        var all = new ArrayList<>(migrations);
        if (step != null) {
            all.add(observation(step));
        }
        return all;
    }

    /// The catalog before the first of them.
    public Catalog base() {
        return base == null ? Catalog.EMPTY : base;
    }

    @Override
    public void begin(Step newStep, Connection connection) throws SQLException {
        if (base == null) {
            explainsAll = loadExplain(connection);
            base = reader.read(connection);
            current = base;
            startedAt = System.nanoTime();
        }
        step = newStep;
        expected = scripts.apply(newStep.script());
        position = 0;
        migrationAt = System.nanoTime();
        before = current;
        statements = new ArrayList<>();
        if (newStep.transactional()) {
            transactions++;
            reader.begin();
        }
    }

    @Override
    public void before(Connection connection, String newSql) throws SQLException {
        sql = newSql;
        var session = connection.unwrap(BaseConnection.class);
        var isOpen = session.getTransactionState() != TransactionState.IDLE;
        inTransaction = isOpen || !connection.getAutoCommit();
        if (inTransaction && !isOpen) {
            transactions++;
            reader.begin();
        }
        held = inTransaction && isOpen ? locks(connection) : Map.of();
        used = inTransaction && isOpen ? Uses.of(connection) : Map.of();
        lockTimeout = lockTimeout(connection);
        explained = explainsAll ? List.of() : explain(connection);
        if (!inTransaction) {
            sampler.start(session.getBackendPID());
        }
        try (var talkative = connection.createStatement()) {
            talkative.execute("set client_min_messages = debug1");
        }
        statementAt = System.nanoTime();
    }

    @Override
    public void after(Connection connection, Statement statement) throws SQLException {
        var elapsed = Duration.ofNanos(System.nanoTime() - statementAt);
        var sampled = inTransaction ? Map.<Long, LockMode>of() : sampler.stop();
        var notices = Notice.of(statement);
        try (var quiet = connection.createStatement()) {
            quiet.execute("set client_min_messages = notice");
        }
        var was = current;
        current = inTransaction ? reader.reread(connection) : reader.read(connection);
        var plans = new ArrayList<>(explained);
        for (var notice : notices) {
            PlanReader.logged(notice.text(), was).ifPresent(plans::add);
        }
        statements.add(
                new StatementObservation(
                        expected(),
                        Duration.ofNanos(statementAt - startedAt),
                        elapsed,
                        inTransaction ? transactions : 0,
                        lockTimeout,
                        inTransaction ? stronger(locks(connection)) : sampled,
                        held,
                        inTransaction ? Uses.since(used, Uses.of(connection)) : Map.of(),
                        notices,
                        plans,
                        was,
                        current,
                        Definitions.of(connection, was, current)));
    }

    @Override
    public void finish(Connection connection) {
        migrations.add(observation(Objects.requireNonNull(step)));
        step = null;
    }

    @Override
    public void close() throws SQLException {
        sampler.close();
    }

    private MigrationObservation observation(Step of) {
        return new MigrationObservation(
                of.script(),
                of.transactional(),
                of.backfill() != null,
                Duration.ofNanos(migrationAt - startedAt),
                Duration.ofNanos(System.nanoTime() - migrationAt),
                before,
                statements);
    }

    /// The script's statement that was executed: the next one, unless others were run on another
    /// way, as the end of a transaction is.
    private SqlStatement expected() {
        for (int i = position; i < expected.size(); i++) {
            if (sql.startsWith(expected.get(i).text()) || expected.get(i).text().startsWith(sql)) {
                position = i;
                break;
            }
        }
        return position < expected.size()
                ? expected.get(position++)
                : new SqlStatement(expected.isEmpty() ? 1 : expected.getLast().line(), sql, "");
    }

    private static boolean loadExplain(Connection connection) throws SQLException {
        var inTransaction = !connection.getAutoCommit();
        var savepoint = inTransaction ? connection.setSavepoint() : null;
        try (var statement = connection.createStatement()) {
            statement.execute(EXPLAIN_ALL);
            if (savepoint != null) {
                connection.releaseSavepoint(savepoint);
            }
            return true;
        } catch (SQLException notAllowed) {
            if (savepoint != null) {
                connection.rollback(savepoint);
            }
            return false;
        }
    }

    private List<Plan> explain(Connection connection) throws SQLException {
        var parsed = SqlStatement.split(sql);
        if (parsed.size() != 1
                || !inTransaction
                || !parsed.getFirst()
                        .code()
                        .matches("(WITH|UPDATE|DELETE|MERGE|INSERT|SELECT)\\b.*")) {
            return List.of();
        }
        var savepoint = connection.setSavepoint();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("explain (format json, verbose) " + sql)) {
            rows.next();
            return PlanReader.explained(rows.getString(1), sql, current).stream().toList();
        } catch (SQLException notExplained) {
            return List.of();
        } finally {
            connection.rollback(savepoint);
        }
    }

    private static Duration lockTimeout(Connection connection) throws SQLException {
        try (var query = connection.createStatement();
                var row =
                        query.executeQuery(
                                "select setting from pg_catalog.pg_settings where name = 'lock_timeout'")) {
            row.next();
            return Duration.ofMillis(row.getLong(1));
        }
    }

    private static Map<Long, LockMode> locks(Connection connection) throws SQLException {
        var locks = new HashMap<Long, LockMode>();
        try (var query = connection.createStatement();
                var rows = query.executeQuery(LOCKS)) {
            while (rows.next()) {
                locks.merge(
                        rows.getLong(1),
                        LockMode.of(rows.getString(2)),
                        (one, other) -> one.compareTo(other) > 0 ? one : other);
            }
        }
        return locks;
    }

    private Map<Long, LockMode> stronger(Map<Long, LockMode> now) {
        var taken = new HashMap<Long, LockMode>();
        now.forEach(
                (relation, mode) -> {
                    var had = held.get(relation);
                    if (had == null || mode.compareTo(had) > 0) {
                        taken.put(relation, mode);
                    }
                });
        return taken;
    }
}

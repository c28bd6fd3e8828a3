package dev.slipway.roles;

import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.roles.Expectation.Area;
import dev.slipway.settings.RoleSettings;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Brings the roles of a database to what is declared, and says whether they are.
///
/// Both read the same expectations. Each compares the catalog with the declaration and holds the
/// statement that makes the two agree; so a second apply finds nothing to do.
public final class RoleManager {
    private static final Set<Area> WITH_MIGRATORS_RIGHTS =
            EnumSet.of(Area.OWNERSHIP, Area.RIGHT, Area.DEFAULT_RIGHT);

    private static final String JOIN_IAM = "grant rds_iam to ";
    private static final String LEAVE_IAM = "revoke rds_iam from ";

    private static final String WINDOW =
            """
            select format('grant %I to %I%s', migrator.name, master.rolname,
                          case when has_options then ' with inherit true, set true' else '' end),
                   format('revoke %I from %I', migrator.name, master.rolname)
              from place
              join role migrator on migrator.kind = 'migrator'
              join pg_roles master on master.rolname = current_user
             where not master.rolsuper
               and (migrator.oid is null or not pg_has_role(master.oid, migrator.oid, 'USAGE'))
            """;

    private final Database master;
    private final RoleSettings settings;
    private final Declaration declaration;
    private final Logins logins;
    private final Duration lockTimeout;

    /// Does nothing yet.
    ///
    /// @param database any of the run's; the settings say who is the master
    /// @param lockTimeout how long one statement waits for a lock
    public RoleManager(Database database, RoleSettings settings, Duration lockTimeout) {
        this.master = database.with(settings.master());
        this.settings = settings;
        this.declaration = new Declaration(settings);
        this.logins = new Logins(master, declaration);
        this.lockTimeout = lockTimeout;
    }

    /// What {@link #apply} would execute. Changes nothing.
    public RolesResult plan() {
        var started = System.nanoTime();
        try (var connection = begin()) {
            var expectations = expectations(connection);
            var pending = pending(expectations);
            return new RolesResult(
                    steps(pending, window(connection, pending)),
                    expectations.stream()
                            .filter(expectation -> !expectation.isMet() && !isChosen(expectation))
                            .toList(),
                    since(started));
        } catch (SQLException e) {
            throw failure(e, "the roles could not be looked at; nothing was changed", "")
                    .exception(e);
        }
    }

    /// Makes everything so that is not, in one transaction.
    ///
    /// @throws FailureException when the master lacks a right (exit 5; nothing was changed), and
    ///     when the master could not log in afterwards (exit 5; that was undone)
    public RolesResult apply() {
        var started = System.nanoTime();
        var what = "the roles could not be set up; it was rolled back, nothing was changed";
        var running = "";
        try (var connection = begin()) {
            var pending = pending(expectations(connection));
            var window = window(connection, pending);
            var steps = steps(pending, window);
            if (!steps.isEmpty()) {
                MasterRights.check(
                        declaration,
                        connection,
                        pending,
                        window.isPresent() ? Set.of(settings.migrator()) : Set.of());
            }
            for (var step : steps) {
                running = step.text();
                master.checkNotInterrupted();
                try (var statement = connection.createStatement()) {
                    statement.execute(step.sql());
                }
            }
            running = "";
            connection.commit();
            what = "the roles are set up, but could not be looked at again";
            if (!steps.isEmpty()) {
                checkMasterLogsIn(connection, steps);
            }
            var left = expectations(connection).stream().filter(found -> !found.isMet()).toList();
            return new RolesResult(steps, left, since(started));
        } catch (SQLException e) {
            master.checkNotInterrupted();
            throw failure(e, what, running).exception(e);
        }
    }

    /// Compares, and tries what the roles are for, without leaving a trace.
    public RolesCheck check() {
        try (var connection = begin()) {
            var expectations = new ArrayList<>(expectations(connection));
            var inventory = Inventory.read(connection);
            expectations.addAll(Trial.read(connection, settings));
            return new RolesCheck(expectations, inventory);
        } catch (SQLException e) {
            master.checkNotInterrupted();
            throw failure(e, "the roles could not be checked; nothing was changed", "")
                    .exception(e);
        }
    }

    private Connection begin() throws SQLException {
        var connection = master.connect();
        try {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                // Where an extension without a schema goes, whatever the schema of the migrations.
                statement.execute("set search_path = public");
                statement.execute("set lock_timeout = " + lockTimeout.toMillis());
                if (isAtLeast16(connection)) {
                    // What the master is in is decided here, statement by statement.
                    statement.execute("set createrole_self_grant = ''");
                }
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static boolean isAtLeast16(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion() >= 16;
    }

    private List<Expectation> expectations(Connection connection) throws SQLException {
        var expectations = new ArrayList<Expectation>();
        expectations.addAll(RoleExpectations.read(declaration, connection));
        expectations.addAll(logins.read(connection));
        expectations.addAll(PlaceExpectations.read(declaration, connection));
        expectations.addAll(ObjectExpectations.read(declaration, connection));
        // The sort is stable: within an area the order stays.
        expectations.sort(Comparator.comparing(Expectation::area));
        return expectations;
    }

    private List<Expectation> pending(List<Expectation> expectations) {
        return expectations.stream()
                .filter(expectation -> !expectation.isMet() && isChosen(expectation))
                .toList();
    }

    private boolean isChosen(Expectation expectation) {
        return !expectation.statements().isEmpty()
                && switch (expectation.way()) {
                    case APPLY -> true;
                    case REVOKE -> settings.revoke();
                    case ADOPT -> settings.adopt();
                    case PERSON -> false;
                };
    }

    /// The pending statements, and around those that need the migrator's rights the membership that
    /// gives them. It does not outlive the transaction: where the migrator logs in with IAM, a
    /// master that is in it could no longer log in with its password.
    private List<Statement> steps(List<Expectation> pending, Optional<Window> window) {
        var steps = new ArrayList<Statement>();
        var inside = false;
        for (var expectation : pending) {
            if (!inside
                    && window.isPresent()
                    && WITH_MIGRATORS_RIGHTS.contains(expectation.area())) {
                steps.add(window.get().open());
                inside = true;
            }
            steps.addAll(expectation.statements());
        }
        if (inside) {
            steps.add(window.orElseThrow().close());
        }
        return steps;
    }

    /// The master's membership in the migrator.
    private record Window(Statement open, Statement close) {}

    /// Empty when the master has the migrator's rights anyway, or needs none of them.
    private Optional<Window> window(Connection connection, List<Expectation> pending)
            throws SQLException {
        if (pending.stream().noneMatch(found -> WITH_MIGRATORS_RIGHTS.contains(found.area()))) {
            return Optional.empty();
        }
        try (var statement = declaration.prepare(connection, WINDOW);
                var rows = statement.executeQuery()) {
            return rows.next()
                    ? Optional.of(
                            new Window(
                                    Statement.of(rows.getString(1)),
                                    Statement.of(rows.getString(2))))
                    : Optional.empty();
        }
    }

    /// A member of rds_iam, direct or not, logs in with IAM only. Should that be the master now,
    /// the session that is still open takes it back.
    private void checkMasterLogsIn(Connection connection, List<Statement> steps)
            throws SQLException {
        try (var again = master.connect()) {
            again.getMetaData();
        } catch (FailureException e) {
            if (e.failure().kind() != Kind.REFUSED) {
                throw e;
            }
            for (var step : steps) {
                if (step.text().startsWith(JOIN_IAM)) {
                    try (var statement = connection.createStatement()) {
                        statement.execute(LEAVE_IAM + step.text().substring(JOIN_IAM.length()));
                    }
                }
            }
            connection.commit();
            throw Failure.of(
                            Kind.REFUSED,
                            settings.master().user()
                                    + " could no longer log in; the roles are set up, but none is a member of rds_iam",
                            String.join("; ", e.failure().why()),
                            "a member of a role in rds_iam, also with ADMIN alone, logs in with IAM only: let the master use IAM too, or unset ROLES_IAM and give passwords")
                    .exception(e);
        }
    }

    private Failure failure(SQLException e, String what, String running) {
        var why = new ArrayList<>(DatabaseFailures.explain(e));
        if (!running.isEmpty()) {
            why.add("it happened in: " + running);
        }
        var state = Objects.requireNonNullElse(e.getSQLState(), "");
        var general = DatabaseFailures.general(e, what, settings.master());
        if (general.isPresent() && !state.equals("42501")) {
            return general.get();
        }
        var locked = state.equals("55P03");
        return new Failure(
                locked ? Kind.LOCKED : Kind.REFUSED,
                what,
                List.of(),
                List.of(),
                why,
                List.of(
                        locked
                                ? "run again when the session that holds the lock has ended; LOCK_TIMEOUT sets how long to wait"
                                : state.equals("42501")
                                        ? "give "
                                                + settings.master().user()
                                                + " the right that the server misses, or let ROLES_USER name a user who has it"
                                        : "correct what the server names, then run again"),
                null);
    }

    private static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}

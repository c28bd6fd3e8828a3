package dev.slipway.rehearse;

import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.hazard.BrokenQuery;
import dev.slipway.migrate.AppliedMigration;
import dev.slipway.observe.Change;
import dev.slipway.observe.Changes;
import dev.slipway.observe.MigrationObservation;
import dev.slipway.queries.Breakage;
import dev.slipway.queries.PreparedQueries;
import dev.slipway.queries.Query;
import dev.slipway.sql.Token;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tries the application's queries after each migration that is committed, and finds the statement
/// that is to blame for those that broke.
final class QueryWatch implements AutoCloseable {
    private final @Nullable PreparedQueries prepared;
    private final boolean group;
    private final List<Found> found = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /// @param script the migration after which it was seen, or null when it was after all of them
    private record Found(@Nullable String script, Breakage breakage) {}

    /// An object that a statement changed.
    ///
    /// @param owner the table, of a column; otherwise empty
    /// @param name its last name: `total` of `shop.orders.total`
    private record Changed(String owner, String name) {}

    /// A statement that was executed.
    ///
    /// @param number among those of its script, from 0 on
    private record Suspect(String script, int number, List<Changed> changed) {}

    /// What a query needs.
    ///
    /// @param missed names in the server's complaint
    /// @param used names in the query
    private record Needs(Set<String> missed, Set<String> used) {
        static Needs of(Breakage breakage) {
            return new Needs(
                    breakage.fails() ? names(breakage.what()) : Set.of(),
                    names(breakage.query().text()));
        }

        /// How likely this change is what broke it.
        int suspicion(Changed changed) {
            var reached = changed.owner().isEmpty() || used.contains(changed.owner());
            if (missed.contains(changed.name())) {
                return reached ? 5 : 4;
            }
            if (!changed.owner().isEmpty() && reached) {
                return used.contains(changed.name()) ? 3 : 2;
            }
            return used.contains(changed.name()) && reached ? 3 : 1;
        }

        int suspicion(Suspect suspect) {
            return suspect.changed().stream().mapToInt(this::suspicion).max().orElse(0);
        }
    }

    private QueryWatch(@Nullable PreparedQueries prepared, boolean group) {
        this.prepared = prepared;
        this.group = group;
    }

    /// @param schema the first one in which the queries look up their tables
    /// @param group whether all migrations are committed at once
    /// @throws SQLException when the server went away
    static QueryWatch of(Database database, String schema, List<Query> queries, boolean group)
            throws SQLException {
        if (queries.isEmpty()) {
            return new QueryWatch(null, group);
        }
        var watch = new QueryWatch(PreparedQueries.of(database, schema, queries), group);
        watch.warnings.addAll(watch.prepared.warnings());
        return watch;
    }

    /// A migration is committed.
    void committed(AppliedMigration migration) {
        if (!group) {
            check(migration.script());
        }
    }

    /// All migrations are committed.
    void finish() {
        if (group) {
            check(null);
        }
    }

    private void check(@Nullable String script) {
        if (prepared == null) {
            return;
        }
        try {
            prepared.check().forEach(breakage -> found.add(new Found(script, breakage)));
        } catch (SQLException e) {
            throw Failure.of(
                            Kind.UNREACHABLE,
                            "the application's queries could not be tried on the throwaway server; nothing but it was touched",
                            DatabaseFailures.explain(e).getFirst(),
                            "run it again")
                    .exception(e);
        }
    }

    /// What was odd, a line each.
    List<String> warnings() {
        return warnings;
    }

    /// What the statements of each script have broken. What no statement is to blame for, as a
    /// callback may be, becomes a warning.
    Map<String, List<BrokenQuery>> broken(List<MigrationObservation> migrations) {
        var suspects = found.isEmpty() ? List.<Suspect>of() : suspects(migrations);
        var broken = new HashMap<String, List<BrokenQuery>>();
        for (var one : found) {
            var among =
                    suspects.stream()
                            .filter(
                                    suspect ->
                                            one.script() == null
                                                    || suspect.script().equals(one.script()))
                            .toList();
            if (among.isEmpty()) {
                warnings.add(
                        one.breakage().query().place()
                                + " is broken, and no statement of a migration is to blame: "
                                + one.breakage().what());
            } else {
                blame(among, one.breakage(), broken);
            }
        }
        return broken;
    }

    private static void blame(
            List<Suspect> suspects, Breakage breakage, Map<String, List<BrokenQuery>> broken) {
        var needs = Needs.of(breakage);
        var guilty = suspects.getFirst();
        for (var suspect : suspects) {
            // Of those that are as likely it is the last one.
            if (needs.suspicion(suspect) >= needs.suspicion(guilty)) {
                guilty = suspect;
            }
        }
        var likely = Math.max(2, needs.suspicion(guilty));
        broken.computeIfAbsent(guilty.script(), _ -> new ArrayList<>())
                .add(
                        new BrokenQuery(
                                guilty.number(),
                                guilty.changed().stream()
                                        .filter(changed -> needs.suspicion(changed) == likely)
                                        .map(Changed::name)
                                        .distinct()
                                        .toList(),
                                breakage.query().place(),
                                breakage.what(),
                                breakage.fails()));
    }

    private static List<Suspect> suspects(List<MigrationObservation> migrations) {
        var suspects = new ArrayList<Suspect>();
        for (var migration : migrations) {
            for (int i = 0; i < migration.statements().size(); i++) {
                var statement = migration.statements().get(i);
                suspects.add(
                        new Suspect(
                                migration.script(),
                                i,
                                Changes.between(statement.before(), statement.after()).stream()
                                        .map(QueryWatch::changed)
                                        .toList()));
            }
        }
        return suspects;
    }

    private static Changed changed(Change change) {
        var owner = "";
        var name = "";
        for (var token : Token.of(change.object())) {
            // The types of a function's parameters follow.
            if (token.is('(')) {
                break;
            }
            if (token.isName()) {
                owner = name;
                name = token.name();
            }
        }
        return new Changed(change.kind().equals("column") ? owner : "", name);
    }

    /// All that can be a name, with the parts of what the server quotes as a whole:
    /// `relation "shop.orders" does not exist`.
    private static Set<String> names(String text) {
        return Token.of(text).stream()
                .filter(Token::isName)
                .map(Token::name)
                .flatMap(name -> Stream.concat(Stream.of(name), Arrays.stream(name.split("\\."))))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() throws SQLException {
        if (prepared != null) {
            prepared.close();
        }
    }
}

package dev.slipway.rehearse;

import dev.slipway.hazard.Finding;
import dev.slipway.migrate.PendingMigration;
import dev.slipway.observe.Catalog;
import dev.slipway.observe.Changes;
import dev.slipway.observe.LockMode;
import dev.slipway.observe.MigrationObservation;
import dev.slipway.observe.StatementObservation;
import dev.slipway.observe.TableWork;
import dev.slipway.observe.TakenLock;
import dev.slipway.observe.Timing;
import dev.slipway.observe.Work;
import dev.slipway.observe.WorkReader;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Puts what was observed into words: names in place of numbers.
final class Telling {
    private final Catalog base;
    private final MigrationObservation seen;
    private final @Nullable AmongRows rows;

    /// @param base the catalog before the first pending migration
    /// @param rows the run whose times count, or null when this is the only one
    Telling(Catalog base, MigrationObservation seen, @Nullable AmongRows rows) {
        this.base = base;
        this.seen = seen;
        this.rows = rows;
    }

    RehearsedMigration of(PendingMigration migration, List<List<Finding>> findings) {
        var statements = new ArrayList<RehearsedStatement>();
        for (int i = 0; i < seen.statements().size(); i++) {
            var timing = rows == null ? null : rows.timing(seen.script(), i);
            statements.add(of(seen.statements().get(i), timing, findings.get(i)));
        }
        var from = statements.isEmpty() ? seen.from() : statements.getFirst().from();
        var until =
                statements.isEmpty()
                        ? from
                        : statements.getLast().from().plus(statements.getLast().elapsed());
        return new RehearsedMigration(
                migration.version(),
                migration.description(),
                migration.script(),
                migration.path(),
                migration.sql(),
                migration.transactional(),
                from,
                rows == null ? seen.elapsed() : until.minus(from),
                statements);
    }

    private RehearsedStatement of(
            StatementObservation statement, @Nullable Timing timing, List<Finding> findings) {
        var origin = rows == null ? 0 : rows.origin();
        return new RehearsedStatement(
                statement.statement().line(),
                statement.statement().text(),
                timing == null ? statement.from() : Duration.ofNanos(timing.from() - origin),
                timing == null ? statement.elapsed() : timing.elapsed(),
                locks(statement, statement.taken()),
                locks(statement, statement.held()),
                WorkReader.of(statement, timing).stream()
                        .map(work -> work(statement, work))
                        .flatMap(Optional::stream)
                        .toList(),
                Changes.between(statement.before(), statement.after()),
                findings);
    }

    private List<TakenLock> locks(StatementObservation statement, Map<Long, LockMode> locks) {
        var told = new ArrayList<TakenLock>();
        locks.forEach(
                (id, mode) ->
                        relation(statement, id)
                                .ifPresent(
                                        relation ->
                                                told.add(
                                                        new TakenLock(
                                                                relation.qualified(),
                                                                relation.word(),
                                                                mode,
                                                                isNew(statement, id)))));
        told.sort(
                Comparator.comparing(TakenLock::mode)
                        .reversed()
                        .thenComparing(TakenLock::relation));
        return told;
    }

    private Optional<Work> work(StatementObservation statement, TableWork work) {
        return relation(statement, work.relation())
                .map(
                        relation ->
                                new Work(
                                        work.kind(),
                                        relation.qualified(),
                                        work.object(),
                                        rows(relation.qualified(), work),
                                        isNew(statement, work.relation())));
    }

    /// What goes through all of a table that was filled has as many rows before it as were made:
    /// the server's own count leaves out what its parallel workers read, and has the rows twice
    /// where indexes are built anew as well.
    private long rows(String table, TableWork work) {
        var filled =
                rows == null || !work.kind().isOnEveryRow()
                        ? OptionalLong.empty()
                        : rows.rows(table);
        return filled.orElse(work.rows());
    }

    /// An index is as new as its table, unless it was made just now.
    private boolean isNew(StatementObservation statement, long id) {
        if (!statement.before().relations().containsKey(id)) {
            return true;
        }
        var index = statement.after().indexes().get(id);
        return !base.relations().containsKey(index == null ? id : index.relation());
    }

    private static Optional<Catalog.Relation> relation(StatementObservation statement, long id) {
        return Stream.of(statement.before(), statement.after())
                .map(catalog -> catalog.relations().get(id))
                .filter(Objects::nonNull)
                .findFirst();
    }
}

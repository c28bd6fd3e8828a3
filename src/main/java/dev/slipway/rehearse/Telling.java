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
import dev.slipway.observe.Work;
import dev.slipway.observe.WorkReader;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Puts what was observed into words: names in place of numbers.
final class Telling {
    private final Catalog base;
    private final MigrationObservation seen;

    /// @param base the catalog before the first pending migration
    Telling(Catalog base, MigrationObservation seen) {
        this.base = base;
        this.seen = seen;
    }

    RehearsedMigration of(PendingMigration migration, List<List<Finding>> findings) {
        var statements = new ArrayList<RehearsedStatement>();
        for (int i = 0; i < seen.statements().size(); i++) {
            statements.add(of(seen.statements().get(i), findings.get(i)));
        }
        return new RehearsedMigration(
                migration.version(),
                migration.description(),
                migration.script(),
                migration.path(),
                migration.sql(),
                migration.transactional(),
                seen.from(),
                seen.elapsed(),
                statements);
    }

    private RehearsedStatement of(StatementObservation statement, List<Finding> findings) {
        return new RehearsedStatement(
                statement.statement().line(),
                statement.statement().text(),
                statement.from(),
                statement.elapsed(),
                locks(statement, statement.taken()),
                locks(statement, statement.held()),
                WorkReader.of(statement).stream()
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
                                        work.rows(),
                                        isNew(statement, work.relation())));
    }

    /// An index is as new as its table.
    private boolean isNew(StatementObservation statement, long id) {
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

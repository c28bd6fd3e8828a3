package dev.slipway.hazard;

import dev.slipway.database.Identifiers;
import dev.slipway.observe.Catalog;
import dev.slipway.observe.LockMode;
import dev.slipway.observe.MigrationObservation;
import dev.slipway.observe.Plan;
import dev.slipway.observe.StatementObservation;
import dev.slipway.observe.TableWork;
import dev.slipway.observe.Work;
import dev.slipway.observe.WorkReader;
import dev.slipway.sql.SqlStatement;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One statement, with what was there before the rehearsal and what its transaction comes to.
final class Scene {
    private final Catalog base;
    private final MigrationObservation migration;
    private final StatementObservation seen;
    private final List<StatementObservation> transaction;
    private final int column;
    private final List<TableWork> work;
    private final List<String> codes;
    private final List<Finding> findings = new ArrayList<>();

    /// @param base the catalog before the first pending migration
    /// @param transaction all statements of its transaction
    /// @param column where its first word stands in its line
    Scene(
            Catalog base,
            MigrationObservation migration,
            StatementObservation seen,
            List<StatementObservation> transaction,
            int column) {
        this.base = base;
        this.migration = migration;
        this.seen = seen;
        this.transaction = transaction;
        this.column = column;
        this.work = WorkReader.of(seen);
        this.codes =
                Stream.of(
                                Stream.of(seen.statement().text()),
                                seen.notices().stream()
                                        .map(notice -> notice.inner())
                                        .filter(Objects::nonNull),
                                seen.plans().stream().map(Plan::query))
                        .flatMap(Function.identity())
                        .distinct()
                        .flatMap(sql -> SqlStatement.split(sql).stream())
                        .map(SqlStatement::code)
                        .toList();
    }

    MigrationObservation migration() {
        return migration;
    }

    StatementObservation seen() {
        return seen;
    }

    /// The statements of the same transaction, this one included.
    List<StatementObservation> transaction() {
        return transaction;
    }

    Catalog before() {
        return seen.before();
    }

    Catalog after() {
        return seen.after();
    }

    Catalog base() {
        return base;
    }

    /// The catalog that others see when the transaction is committed.
    Catalog committed() {
        return transaction.getLast().after();
    }

    List<TableWork> work() {
        return work;
    }

    Stream<TableWork> work(Work.Kind kind) {
        return work.stream().filter(done -> done.kind() == kind);
    }

    /// Whether it was there before the rehearsal, so that others use it.
    boolean existed(long relation) {
        return base.relations().containsKey(relation);
    }

    /// Whether the table that it belongs to, or is, was there before and has rows of its own.
    boolean isTableInUse(long relation) {
        var known = base.relations().get(relation);
        return known != null && known.isTable();
    }

    /// With its schema, as it was before the statement.
    String name(long relation) {
        return Stream.of(before(), after(), base)
                .map(catalog -> catalog.relations().get(relation))
                .filter(Objects::nonNull)
                .findFirst()
                .map(Catalog.Relation::qualified)
                .orElse("?");
    }

    /// Without its schema and quotes.
    String simpleName(long relation) {
        return Stream.of(before(), after(), base)
                .map(catalog -> catalog.relations().get(relation))
                .filter(Objects::nonNull)
                .findFirst()
                .map(Catalog.Relation::name)
                .orElse("");
    }

    /// The strongest lock on it while the statement ran, or null for none that was seen.
    @Nullable LockMode lock(long relation) {
        var taken = seen.taken().get(relation);
        return taken == null ? seen.held().get(relation) : taken;
    }

    /// Whether nobody else could write it meanwhile.
    boolean blocksWrites(long relation) {
        var mode = lock(relation);
        return mode != null && mode.blocksWrites();
    }

    /// Whether it, or a statement inside of a function that it runs, reads like this.
    ///
    /// @param pattern over {@link SqlStatement#code()}
    boolean says(String pattern) {
        var compiled = Pattern.compile(pattern);
        return codes.stream().anyMatch(code -> compiled.matcher(code).matches());
    }

    /// Whether it runs statements of its own: a DO block, or a function or procedure.
    boolean isProgram() {
        return Pattern.matches("(DO|CALL|SELECT)\\b.*", seen.statement().code());
    }

    /// Whether its text, function bodies included, has this word.
    boolean mentions(String word) {
        return Pattern.compile("(?i)\\b" + word + "\\b").matcher(seen.statement().text()).find();
    }

    /// The table of which it is a partition or child, as far up as it was locked too.
    long root(long relation) {
        var at = relation;
        while (true) {
            var known = before().relations().get(at);
            if (known == null || known.parent() == 0 || lock(known.parent()) != lock(relation)) {
                return at;
            }
            at = known.parent();
        }
    }

    /// Locks of this statement on relations that were there before, by name.
    Map<String, LockMode> taken() {
        return named(seen.taken());
    }

    /// Locks of the statements before it in its transaction on relations that were there before.
    Map<String, LockMode> held() {
        return named(seen.held());
    }

    private Map<String, LockMode> named(Map<Long, LockMode> locks) {
        var named = new TreeMap<String, LockMode>();
        locks.forEach(
                (relation, mode) -> {
                    // Nobody but REFRESH writes a materialized view.
                    if (isTableInUse(relation)
                            && (mode.blocksReads() || !base.relations().get(relation).isView())) {
                        named.put(name(relation), mode);
                    }
                });
        return named;
    }

    /// Where the statement names one of these, the best first.
    Spot spot(String... names) {
        return Spot.of(seen.statement(), column, List.of(names));
    }

    void add(
            Rule rule,
            String subject,
            String message,
            Spot spot,
            List<String> safeForm,
            @Nullable String advice) {
        var finding =
                new Finding(
                        rule,
                        rule.level(),
                        subject,
                        message,
                        spot.line(),
                        spot.column(),
                        spot.length(),
                        safeForm,
                        advice,
                        null);
        if (findings.stream()
                .noneMatch(known -> known.rule() == rule && known.subject().equals(subject))) {
            findings.add(finding);
        }
    }

    List<Finding> findings() {
        return findings;
    }

    /// Quoted where SQL needs it.
    static String quoted(String name) {
        return Identifiers.quoteIfNeeded(name);
    }
}

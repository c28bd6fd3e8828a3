package dev.slipway.seed;

import dev.slipway.catalog.Column;
import dev.slipway.data.FileProblems;
import dev.slipway.manifest.SeedDefinition.Value;
import dev.slipway.seed.Copier.Into;
import dev.slipway.seed.CopyRows.CopyRefused;

import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The short way of a first load: the files by COPY into the empty table itself. Nothing has to be
/// compared, and what else could be wrong the table's own constraints find.
///
/// Whatever does not fit, or fails, is left to the long way, which tells every fault with its
/// place.
final class DirectCopy {
    private final DSLContext database;
    private final SeedTarget target;
    private final SeedRows rows;
    private final Copier copier;
    private final List<Column> columns;
    private final List<String> given;
    private final boolean deferred;

    /// @param columns of the files, as the stage would have them
    /// @param given the table's columns that the seed has a value for
    /// @param deferred whether constraints are checked later, when other seeds are loaded too
    DirectCopy(
            DSLContext database,
            SeedTarget target,
            SeedRows rows,
            Copier copier,
            List<Column> columns,
            List<String> given,
            boolean deferred) {
        this.database = database;
        this.target = target;
        this.rows = rows;
        this.copier = copier;
        this.columns = columns;
        this.given = given;
        this.deferred = deferred;
    }

    /// Loads the seed if it can.
    ///
    /// @return how many rows there were; empty when nothing was done
    /// @throws SQLException when the copying fails for a reason that is not the data's
    OptionalLong load() throws IOException, SQLException {
        var byFileColumn = byFileColumn();
        if (!fits(byFileColumn)) {
            return OptionalLong.empty();
        }
        var into =
                new Into(target.table().name(), byFileColumn, List.of(), null, null, constants());
        var nullable = nullableKey();
        database.execute("savepoint slipway_direct");
        try {
            long count = 0;
            var isClean = true;
            for (int i = 0; i < rows.parts().size() && isClean; i++) {
                var part = rows.parts().get(i);
                var problems = new FileProblems(part.name());
                var copied = copier.copy(part, i, into, UnaryOperator.identity(), problems);
                count += copied.rows();
                isClean = problems.isEmpty() && Collections.disjoint(copied.empty(), nullable);
            }
            if (isClean) {
                if (!deferred) {
                    database.execute("set constraints all immediate");
                }
                database.execute("release savepoint slipway_direct");
                return OptionalLong.of(count);
            }
        } catch (CopyRefused refused) {
            if (!Refusal.isDataFault(refused.sql())) {
                throw refused.sql();
            }
        } catch (DataAccessException deferred) {
            var sql = deferred.getCause(SQLException.class);
            if (sql == null || !Refusal.isDataFault(sql)) {
                throw deferred;
            }
        }
        database.execute("rollback to savepoint slipway_direct");
        return OptionalLong.empty();
    }

    private boolean fits(Map<String, Column> byFileColumn) {
        return target.table().plainCopy()
                && target.seed().references().isEmpty()
                && target.picks().isEmpty()
                && rows.firstOverlaid() == Long.MAX_VALUE
                && target.seed().columns().stream()
                        .noneMatch(rule -> rule.value() instanceof Value.Expression)
                // Every column of the table has one source, and every source one column.
                && byFileColumn.size() == columns.size()
                && byFileColumn.size() + constants().size() == given.size()
                && isKeyKept()
                && !database.fetchExists(DSL.table(target.table().name()));
    }

    /// Whether the table itself sees to it that no key stands twice.
    private boolean isKeyKept() {
        return target.key().isEmpty()
                || target.uniqueKey()
                        .filter(key -> key.predicate() == null && !key.nullsEqual())
                        .isPresent();
    }

    /// The columns of the files that tell rows apart and that the table would take empty.
    private Set<String> nullableKey() {
        var nullable = new LinkedHashSet<String>();
        target.key().stream()
                .filter(column -> !target.column(column).required())
                .forEach(column -> nullable.add(target.shown(column)));
        return nullable;
    }

    /// The table's columns, by the names of the files' columns that go there.
    private Map<String, Column> byFileColumn() {
        var names = new HashMap<String, String>();
        for (var column : given) {
            var source = target.sourceOf(column);
            if (source != null) {
                names.put(source, column);
            }
        }
        var found = new LinkedHashMap<String, Column>();
        columns.forEach(
                column -> {
                    var name = names.get(column.name());
                    if (name != null) {
                        found.put(column.name(), target.column(name));
                    }
                });
        return found;
    }

    private Map<String, @Nullable String> constants() {
        var constants = new LinkedHashMap<String, @Nullable String>();
        target.seed()
                .columns()
                .forEach(
                        rule -> {
                            if (rule.value() instanceof Value.Constant(var text)) {
                                constants.put(rule.column(), text);
                            }
                        });
        return constants;
    }
}

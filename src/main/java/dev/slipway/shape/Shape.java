package dev.slipway.shape;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The shape of a database: how large its tables are and what their columns look like. It holds no
/// value of any row.
///
/// @param exported when it was read
/// @param serverVersion as the server says it: `16.4`
/// @param serverMajor `16`
/// @param extensions by name
/// @param roles the names of the roles that are not PostgreSQL's own, in order
/// @param tables by schema, then by name
public record Shape(
        Instant exported,
        String serverVersion,
        int serverMajor,
        List<Extension> extensions,
        List<String> roles,
        List<Table> tables) {
    public Shape {
        extensions = List.copyOf(extensions);
        roles = List.copyOf(roles);
        tables = List.copyOf(tables);
    }

    public Optional<Table> table(String schema, String name) {
        return tables.stream()
                .filter(table -> table.schema().equals(schema) && table.name().equals(name))
                .findFirst();
    }

    /// The rows of all tables; those of a partitioned table are its partitions'.
    public long rows() {
        return stored().mapToLong(Table::rows).sum();
    }

    /// The bytes of all tables with their indexes and TOAST.
    public long bytes() {
        return stored().mapToLong(
                        table -> table.tableBytes() + table.indexBytes() + table.toastBytes())
                .sum();
    }

    private java.util.stream.Stream<Table> stored() {
        return tables.stream().filter(table -> table.kind() != TableKind.PARTITIONED);
    }

    /// An installed extension.
    public record Extension(String name, String version) {}

    /// What a table is.
    public enum TableKind {
        TABLE,
        PARTITIONED,
        PARTITION,
        MATERIALIZED_VIEW;

        /// As the file writes it.
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /// How the number of a table's rows is known.
    public enum RowSource {
        /// `pg_class.reltuples`, brought to the table's present size as the planner does.
        ANALYZED,
        /// The statistics collector's count of live rows: the table was never analyzed.
        COUNTED,
        /// The table's bytes by the width of a row that its types make likely.
        SIZE,
        /// The sum over its partitions.
        PARTITIONS;

        /// As the file writes it.
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A table's name with its schema.
    public record Name(String schema, String table) {}

    /// A table, a partition or a materialized view.
    ///
    /// @param parent the partitioned table that it is a partition of; null for none
    /// @param rows an estimate
    /// @param tableBytes without indexes and TOAST, with its free space and visibility maps
    /// @param toastBytes what is stored beside the table, with its index
    /// @param columns in the table's order
    /// @param indexes by name, those of constraints included
    /// @param constraints by name
    public record Table(
            String schema,
            String name,
            TableKind kind,
            @Nullable Name parent,
            long rows,
            RowSource rowsFrom,
            long tableBytes,
            long indexBytes,
            long toastBytes,
            List<Column> columns,
            List<Index> indexes,
            List<Constraint> constraints) {
        public Table {
            columns = List.copyOf(columns);
            indexes = List.copyOf(indexes);
            constraints = List.copyOf(constraints);
        }

        public Optional<Column> column(String column) {
            return columns.stream().filter(one -> one.name().equals(column)).findFirst();
        }
    }

    /// A column.
    ///
    /// @param type as `format_type` writes it: `numeric(10,2)`
    /// @param hasDefault whether it has one, is an identity or is generated
    /// @param statistics null where the table was never analyzed or the column may not be read
    public record Column(
            String name,
            String type,
            boolean nullable,
            boolean hasDefault,
            @Nullable Statistics statistics) {}

    /// What `pg_stats` says of a column, apart from the values that it samples.
    ///
    /// @param nullFraction the share of rows in which it is null, 0 to 1
    /// @param distinct how many different values there are; negative: as a share of the rows, -1
    ///     when all differ
    /// @param width the average bytes of a value, as stored
    /// @param correlation how far the rows lie in the column's order, -1 to 1; null where the type
    ///     has no order
    public record Statistics(
            double nullFraction, double distinct, int width, @Nullable Double correlation) {}

    /// An index.
    ///
    /// @param valid false for what a `create index concurrently` that failed has left
    public record Index(
            String name, String definition, boolean unique, boolean valid, long bytes) {}

    /// What a constraint is.
    public enum ConstraintType {
        PRIMARY_KEY,
        UNIQUE,
        FOREIGN_KEY,
        CHECK,
        EXCLUDE;

        /// As the file writes it.
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /// A constraint other than NOT NULL.
    ///
    /// @param definition as `pg_get_constraintdef` writes it, every name with its schema
    /// @param validated false for `NOT VALID`
    public record Constraint(
            String name, ConstraintType type, String definition, boolean validated) {}
}

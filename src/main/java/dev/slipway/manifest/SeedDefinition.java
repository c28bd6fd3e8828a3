package dev.slipway.manifest;

import dev.slipway.catalog.TableName;
import dev.slipway.data.DataFile;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One seed that is no Java: what the manifest says of it, completed by convention, for the
/// environment that was asked for.
///
/// @param source what its rows come from
/// @param key the columns that tell rows apart; empty for the table's primary key
/// @param columns how columns of the table get their value, where the file does not name them so
/// @param references columns of the table whose value is looked up by a natural key
/// @param ignored columns of the file that go nowhere
/// @param after seeds that come first although no foreign key says so
public record SeedDefinition(
        String name,
        Source source,
        TableName table,
        LoadMode mode,
        List<String> key,
        List<ColumnRule> columns,
        List<Reference> references,
        List<String> ignored,
        List<String> after,
        Guards guards) {
    public SeedDefinition {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        references = List.copyOf(references);
        ignored = List.copyOf(ignored);
        after = List.copyOf(after);
    }

    /// Its files as messages name them.
    public String sourceName() {
        return source.toString();
    }

    /// Where rows come from.
    public sealed interface Source {
        /// By name, so that a definition reads the same in every run.
        private static Map<String, String> inOrder(Map<String, String> placeholders) {
            return Collections.unmodifiableMap(new TreeMap<>(placeholders));
        }

        /// Data files, read one after the other.
        ///
        /// @param parts never empty
        /// @param placeholders what `${name}` in a value stands for; null when it is taken as it is
        record Files(List<Part> parts, @Nullable Map<String, String> placeholders)
                implements Source {
            public Files {
                parts = List.copyOf(parts);
                placeholders = placeholders == null ? null : inOrder(placeholders);
            }

            @Override
            public String toString() {
                return parts.stream()
                        .map(part -> part.file().name())
                        .collect(Collectors.joining(", "));
            }
        }

        /// SQL scripts, run as they are.
        ///
        /// @param placeholders what `${name}` in them stands for
        record Sql(List<DataFile> scripts, Map<String, String> placeholders) implements Source {
            public Sql {
                scripts = List.copyOf(scripts);
                placeholders = inOrder(placeholders);
            }

            @Override
            public String toString() {
                return scripts.stream().map(DataFile::name).collect(Collectors.joining(", "));
            }
        }

        /// Made-up rows, the same at every time.
        ///
        /// @param seed the number that the rows follow from
        /// @param locale of the made-up texts, such as `en` or `de`
        record Generated(long rows, long seed, String locale, List<GeneratedColumn> columns)
                implements Source {
            public Generated {
                columns = List.copyOf(columns);
            }

            @Override
            public String toString() {
                return "generated";
            }
        }
    }

    /// One file of a seed.
    ///
    /// @param layer 0 for the base, 1 for an environment's overlay; where two rows have one key,
    ///     that of the higher layer counts
    public record Part(DataFile file, int layer) {}

    /// What is written, and what is deleted.
    public enum LoadMode {
        /// Rows that the table lacks; what exists is never touched.
        INSERT,
        /// Rows that the table lacks, and those that differ.
        UPSERT,
        /// As upsert; and rows that the seed does not have are deleted.
        SYNC,
        /// The table holds exactly the seed's rows, compared as a whole and not by a key.
        REPLACE;

        /// Whether rows may be deleted.
        public boolean deletes() {
            return this == SYNC || this == REPLACE;
        }

        /// As the manifest writes it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How one column of the table gets its value.
    ///
    /// @param onlyNew whether only new rows get it, and existing ones keep theirs
    public record ColumnRule(String column, Value value, boolean onlyNew) {}

    /// Where a column's value comes from.
    public sealed interface Value {
        /// The file's column of that name.
        record FromFile(String name) implements Value {}

        /// The same text in every row, or NULL.
        record Constant(@Nullable String text) implements Value {}

        /// An SQL expression, in which the file's columns stand under their names.
        record Expression(String sql) implements Value {}
    }

    /// `column` of the table gets the id of the row in `table` whose `match` equals the file's
    /// `from`.
    public record Reference(String column, String from, TableName table, String match) {}

    /// What a load must keep within, or nothing is loaded.
    ///
    /// @param maxDelete null where nothing is deleted anyway
    /// @param minRows the fewest rows that the seed must have
    public record Guards(@Nullable Limit maxDelete, long minRows) {
        public static final Guards NONE = new Guards(null, 0);
    }

    /// A number of rows, or a share of the table's.
    ///
    /// @param amount rows, or for a share 0 to 1
    public record Limit(double amount, boolean isShare) {
        /// Whether so many of so many rows are within it.
        public boolean allows(long rows, long of) {
            return rows <= (isShare ? amount * of : amount);
        }

        /// `5 %`, `100`.
        @Override
        public String toString() {
            var number = isShare ? amount * 100 : amount;
            var text =
                    number == Math.rint(number)
                            ? Long.toString((long) number)
                            : Double.toString(number);
            return isShare ? text + " %" : text;
        }
    }

    /// A made-up column.
    ///
    /// @param nulls the share of rows that are NULL instead, 0 to 1
    public record GeneratedColumn(String column, Generator generator, double nulls) {}
}

package dev.slipway.observe;

import dev.slipway.database.Identifiers;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a database's catalog said at one moment of everything that migrations make: all by its OID,
/// which a rename leaves as it is. The server's own schemas, temporary objects and Slipway's own
/// tables are not in it.
///
/// @param relations tables, views, sequences, foreign tables; and indexes, for their names
public record Catalog(
        Map<Long, Namespace> namespaces,
        Map<Long, Relation> relations,
        Map<ColumnId, Column> columns,
        Map<Long, Index> indexes,
        Map<Long, Constraint> constraints,
        Map<Long, Type> types,
        Map<Long, EnumValue> enumValues,
        Map<Long, Function> functions,
        Map<Long, Trigger> triggers,
        Map<Long, Policy> policies) {
    public Catalog {
        namespaces = Map.copyOf(namespaces);
        relations = Map.copyOf(relations);
        columns = Map.copyOf(columns);
        indexes = Map.copyOf(indexes);
        constraints = Map.copyOf(constraints);
        types = Map.copyOf(types);
        enumValues = Map.copyOf(enumValues);
        functions = Map.copyOf(functions);
        triggers = Map.copyOf(triggers);
        policies = Map.copyOf(policies);
    }

    static final Catalog EMPTY =
            new Catalog(
                    Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(),
                    Map.of(), Map.of());

    /// A schema.
    ///
    /// @param grants privileges of others as `grantee=privileges/grantor`
    public record Namespace(String name, List<String> grants) {
        public Namespace {
            grants = List.copyOf(grants);
        }
    }

    /// A table, view, sequence or index.
    ///
    /// @param kind `relkind`: r table, p partitioned table, v view, m materialized view, f foreign
    ///     table, S sequence, i index, I partitioned index
    /// @param persistence `relpersistence`: p permanent, u unlogged
    /// @param file the number of its file, which is another one when all of it is written anew; 0
    ///     for none
    /// @param parent what it is a partition of or inherits from; 0 for none
    /// @param grants privileges of others as `grantee=privileges/grantor`
    public record Relation(
            long namespace,
            String schema,
            String name,
            String kind,
            String persistence,
            long file,
            long tablespace,
            long parent,
            boolean partition,
            boolean rowSecurity,
            long owner,
            List<String> grants) {
        public Relation {
            grants = List.copyOf(grants);
        }

        /// With its schema, quoted where SQL needs it.
        public String qualified() {
            return Identifiers.quoteIfNeeded(schema) + "." + Identifiers.quoteIfNeeded(name);
        }

        /// Whether rows are stored in it or below it.
        public boolean isTable() {
            return kind.equals("r") || kind.equals("p") || kind.equals("m") || kind.equals("f");
        }

        public boolean isView() {
            return kind.equals("v") || kind.equals("m");
        }

        /// What it is, in words.
        public String word() {
            return switch (kind) {
                case "r" -> "table";
                case "p" -> "partitioned table";
                case "v" -> "view";
                case "m" -> "materialized view";
                case "f" -> "foreign table";
                case "S" -> "sequence";
                default -> "index";
            };
        }
    }

    public record ColumnId(long relation, int number) {}

    /// A column.
    ///
    /// @param type as SQL writes it, with its length and so on
    /// @param typeId its OID, without length and so on
    /// @param identity a always, d by default, empty for none
    /// @param generated s stored, v virtual, empty for none
    public record Column(
            String name,
            String type,
            long typeId,
            boolean required,
            boolean hasDefault,
            String identity,
            String generated) {}

    /// An index.
    ///
    /// @param columns the key's, as `indkey` writes them; 0 for an expression
    /// @param whole whether it has no predicate and no expression
    public record Index(
            long relation,
            boolean unique,
            boolean primary,
            boolean exclusion,
            boolean valid,
            String columns,
            boolean whole) {}

    /// A constraint of a table or domain.
    ///
    /// @param type `contype`: p primary key, u unique, f foreign key, c check, n not null, x
    ///     exclusion, t trigger
    /// @param relation 0 when it is a domain's
    /// @param referenced what a foreign key refers to; 0 for none
    /// @param domain 0 when it is a table's
    /// @param index that enforces it; 0 for none
    /// @param parent the constraint of the parent that it comes from; 0 for none
    public record Constraint(
            String name,
            String type,
            boolean validated,
            long relation,
            long referenced,
            long domain,
            long index,
            String columns,
            long parent) {}

    /// A type that migrations made.
    ///
    /// @param kind `typtype`: e enum, d domain, c composite, r range, b base
    public record Type(String schema, String name, String kind) {
        public String qualified() {
            return Identifiers.quoteIfNeeded(schema) + "." + Identifiers.quoteIfNeeded(name);
        }
    }

    public record EnumValue(long type, String label) {}

    /// A function or procedure.
    ///
    /// @param arguments the types that tell it from others of its name
    /// @param forTriggers whether only triggers can call it
    public record Function(String schema, String name, String arguments, boolean forTriggers) {
        public String qualified() {
            return Identifiers.quoteIfNeeded(schema)
                    + "."
                    + Identifiers.quoteIfNeeded(name)
                    + "("
                    + arguments
                    + ")";
        }
    }

    /// A trigger that migrations made.
    ///
    /// @param enabled `tgenabled`: D for one that is switched off
    public record Trigger(long relation, String name, String enabled) {}

    public record Policy(long relation, String name) {}

    public Optional<Relation> relation(long id) {
        return Optional.ofNullable(relations.get(id));
    }

    /// The columns of a relation.
    public Stream<Map.Entry<ColumnId, Column>> columns(long relation) {
        return columns.entrySet().stream().filter(entry -> entry.getKey().relation() == relation);
    }

    /// The names of some columns of a relation, in the order of their numbers as `indkey` or
    /// `conkey` writes them; empty for what is no column.
    public List<String> names(long relation, String numbers) {
        return Stream.of(numbers.replaceAll("[{}]", "").split("[ ,]+"))
                .filter(number -> !number.isEmpty())
                .map(number -> columns.get(new ColumnId(relation, Integer.parseInt(number))))
                .map(column -> column == null ? "" : column.name())
                .toList();
    }

    /// The single column of its primary key, or null.
    public @Nullable String key(long relation) {
        return indexes.values().stream()
                .filter(index -> index.relation() == relation && index.primary())
                .map(index -> names(relation, index.columns()))
                .filter(names -> names.size() == 1)
                .map(List::getFirst)
                .findFirst()
                .orElse(null);
    }
}

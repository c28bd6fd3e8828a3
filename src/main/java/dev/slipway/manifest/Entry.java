package dev.slipway.manifest;

import dev.slipway.manifest.SeedDefinition.ColumnRule;
import dev.slipway.manifest.SeedDefinition.GeneratedColumn;
import dev.slipway.manifest.SeedDefinition.Limit;
import dev.slipway.manifest.SeedDefinition.LoadMode;
import dev.slipway.manifest.SeedDefinition.Reference;
import dev.slipway.yaml.Node.Scalar;
import dev.slipway.yaml.Place;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a manifest says of one seed; a key that it does not name has its default.
///
/// @param place where it begins; null when nothing is said of the seed
/// @param isFaulty whether something in it was wrong, so that what it lacks may only be lost
/// @param said the keys that are named, each with where
/// @param files as they are written, before placeholders and globs
/// @param rows how many to make up; 0 for a seed that is not generated
/// @param placeholders null when nothing is said
record Entry(
        @Nullable Place place,
        boolean isFaulty,
        Map<String, Place> said,
        List<Scalar> files,
        @Nullable FormatEntry format,
        @Nullable String schema,
        @Nullable String table,
        List<String> key,
        LoadMode mode,
        List<ColumnEntry> columns,
        List<String> ignored,
        List<Reference> references,
        Set<String> environments,
        @Nullable Boolean placeholders,
        List<String> after,
        @Nullable Limit maxDelete,
        long minRows,
        long rows,
        long seed,
        String locale) {
    static final Entry NOTHING =
            new Entry(
                    null,
                    false,
                    Map.of(),
                    List.of(),
                    null,
                    null,
                    null,
                    List.of(),
                    LoadMode.UPSERT,
                    List.of(),
                    List.of(),
                    List.of(),
                    Set.of(),
                    null,
                    List.of(),
                    null,
                    0,
                    0,
                    1,
                    "en");

    /// What is said of one column of the table.
    sealed interface ColumnEntry {
        Place place();

        String column();

        record Ruled(Place place, ColumnRule rule) implements ColumnEntry {
            @Override
            public String column() {
                return rule.column();
            }
        }

        record Generated(Place place, GeneratedColumn generated) implements ColumnEntry {
            @Override
            public String column() {
                return generated.column();
            }
        }
    }

    boolean says(String key) {
        return said.containsKey(key);
    }

    boolean namesFiles() {
        return says("file") || says("files");
    }

    /// This entry of an overlay, completed by the base's: key by key. Files and their format are
    /// each layer's own.
    Entry over(Entry base) {
        var both = new LinkedHashMap<>(base.said);
        both.putAll(said);
        return new Entry(
                place == null ? base.place : place,
                isFaulty || base.isFaulty,
                both,
                files,
                format,
                saying("schema", base).schema,
                saying("table", base).table,
                saying("key", base).key,
                saying("mode", base).mode,
                saying("columns", base).columns,
                saying("ignore", base).ignored,
                saying("references", base).references,
                saying("environments", base).environments,
                saying("placeholders", base).placeholders,
                saying("after", base).after,
                saying("max-delete", base).maxDelete,
                saying("min-rows", base).minRows,
                saying("generate", base).rows,
                saying("seed", base).seed,
                saying("locale", base).locale);
    }

    private Entry saying(String key, Entry base) {
        return says(key) ? this : base;
    }

    /// Without what only made-up rows have: for a base whose overlay brings files instead.
    Entry withoutGenerator() {
        var left = new LinkedHashMap<>(said);
        left.keySet().removeAll(EntryReader.GENERATED_ONLY);
        var ruled = new ArrayList<>(columns);
        ruled.removeIf(ColumnEntry.Generated.class::isInstance);
        return new Entry(
                place,
                isFaulty,
                left,
                files,
                format,
                schema,
                table,
                key,
                mode,
                List.copyOf(ruled),
                ignored,
                references,
                environments,
                placeholders,
                after,
                maxDelete,
                minRows,
                0,
                NOTHING.seed,
                NOTHING.locale);
    }
}

package dev.slipway.seed;

import org.jooq.DSLContext;

import java.util.List;

/// A seed written in Java, for rows that follow from other rows.
///
/// A jar in the seed library folder (`/slipway/lib` in the image, SEED_LIB_DIR) offers it through a
/// file `META-INF/services/dev.slipway.seed.SeedLoader`. It needs a public constructor without
/// parameters.
public interface SeedLoader {
    /// The seed's name: what `--only` takes and the history records. Unique among all seeds.
    String name();

    /// Change it to have the seed loaded again. It is loaded again, too, when a seed that it comes
    /// {@link #after} changed.
    String version();

    /// The names of the seeds whose rows this one reads; they are loaded first.
    default List<String> after() {
        return List.of();
    }

    /// Brings the rows to the declared state. Must be safe to run twice.
    ///
    /// It runs in a transaction that Slipway begins and, with the history row, commits; an
    /// exception rolls all of it back.
    ///
    /// @param database on that transaction's connection, PostgreSQL dialect
    /// @return what it did, in rows
    SeedChanges load(DSLContext database);
}

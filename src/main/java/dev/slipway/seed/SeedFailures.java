package dev.slipway.seed;

import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.manifest.SeedDefinition;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What is said when a seed fails: what it was, and where the database stands.
///
/// @param commitEach whether the seeds before it stay loaded
record SeedFailures(Database database, boolean commitEach) {
    /// The state of the database, for a sentence.
    String aftermath() {
        return commitEach
                ? "it was rolled back, the seeds before it stay loaded"
                : "everything was rolled back, nothing was loaded";
    }

    /// A seed whose files are wrong.
    FailureException wrong(SeedDefinition seed, long count, List<Problem> problems) {
        return wrong(seed, count, problems, Optional.empty());
    }

    /// A seed whose files are wrong.
    ///
    /// @param rejects the file that holds the faulty rows, if there is one
    FailureException wrong(
            SeedDefinition seed, long count, List<Problem> problems, Optional<Path> rejects) {
        return Failure.of(
                        Kind.SEED,
                        "seed "
                                + seed.name()
                                + " is wrong in "
                                + Count.of(count, "place")
                                + "; "
                                + nothing(),
                        problems,
                        "correct "
                                + seed.sourceName()
                                + " and run again"
                                + rejects.map(file -> "; its bad rows are in " + file).orElse(""))
                .about(seed.name())
                .exception();
    }

    /// A seed that would do more than its manifest allows.
    FailureException refused(SeedDefinition seed, String refusal) {
        return Failure.of(
                        Kind.SEED,
                        "seed " + seed.name() + " is refused by its guards; " + nothing(),
                        refusal,
                        "look at the rows with slipway seed --plan --only "
                                + seed.name()
                                + "; if they are meant, raise the limit in the manifest")
                .about(seed.name())
                .exception();
    }

    /// A seed whose files were written to while they were read.
    FailureException changed(String seed, String source) {
        return Failure.of(
                        Kind.SEED,
                        "seed " + seed + " changed while it was read; " + aftermath(),
                        source + " was not the same at the end as at the beginning",
                        "let the file be finished, then run again")
                .about(seed)
                .exception();
    }

    private String nothing() {
        return commitEach
                ? "nothing of it was loaded, the seeds before it stay loaded"
                : "nothing was loaded";
    }

    static FailureException unreadable(Seed seed, IOException e) {
        return Failure.of(
                        Kind.SEED,
                        "seed " + seed.name() + " cannot be read; it was not loaded",
                        seed.source() + ": " + e,
                        "let the user that runs Slipway read the file")
                .about(seed.name())
                .exception(e);
    }

    /// @param seed its name; null when it was none
    FailureException failed(@Nullable String seed, Throwable e) {
        var what =
                seed == null
                        ? "the seeds could not be loaded; " + aftermath()
                        : "seed " + seed + " failed; " + aftermath();
        if (database.isInterrupted()) {
            var interruption = database.interruption();
            return (seed == null
                            ? interruption
                            : interruption
                                    .withWhat("seed " + seed + " was interrupted; " + aftermath())
                                    .about(seed))
                    .exception(e);
        }
        var sql = DatabaseFailures.sqlCause(e);
        var failure =
                sql.flatMap(found -> DatabaseFailures.general(found, what, database.settings()))
                        .orElseGet(
                                () ->
                                        new Failure(
                                                Kind.SEED,
                                                what,
                                                List.of(),
                                                List.of(),
                                                sql.map(DatabaseFailures::explain)
                                                        .orElseGet(
                                                                () ->
                                                                        List.of(
                                                                                String.valueOf(
                                                                                        e
                                                                                                .getMessage()))),
                                                List.of("correct the cause and run again"),
                                                null));
        return (seed == null ? failure : failure.about(seed)).exception(e);
    }
}

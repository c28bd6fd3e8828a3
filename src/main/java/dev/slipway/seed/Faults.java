package dev.slipway.seed;

import dev.slipway.data.FileProblems;

import java.util.ArrayList;
import java.util.List;

/// Faults that are found while rows are on their way. Beyond a number they are only counted: a file
/// may be wrong in every row.
final class Faults {
    private static final int KEPT = 10_000;

    private final List<Fault> kept = new ArrayList<>();
    private long count;

    /// One fault.
    ///
    /// @param column of the file, or empty for the whole row
    /// @param at where in the line, from 1, when that is known; else 0
    record Fault(long row, String column, long at, String reason) {}

    void add(long row, String column, long at, String reason) {
        if (count++ < KEPT) {
            kept.add(new Fault(row, column, at, reason));
        }
    }

    /// The malformed rows of one file.
    ///
    /// @param part the file's place among the seed's
    void addAll(int part, FileProblems problems) {
        problems.kept()
                .forEach(
                        problem ->
                                add(
                                        SeedRows.row(part, problem.line()),
                                        "",
                                        problem.column(),
                                        problem.message()));
        count += problems.count() - problems.kept().size();
    }

    List<Fault> kept() {
        return kept;
    }

    long count() {
        return count;
    }
}

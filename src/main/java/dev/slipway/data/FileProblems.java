package dev.slipway.data;

import dev.slipway.failure.Problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The faults of one file. Beyond a number they are only counted.
public final class FileProblems {
    /// How many a message shows.
    public static final int LIMIT = 100;

    private static final int KEPT = 10_000;

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private long count;

    public FileProblems(String file) {
        this.file = file;
    }

    public void add(long line, long column, String message) {
        if (count++ < KEPT) {
            problems.add(Problem.at(file, line, column, message));
        }
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /// The faults that were kept, in the order in which they were found.
    public List<Problem> kept() {
        return List.copyOf(problems);
    }

    public long count() {
        return count;
    }

    public List<Problem> list() {
        var sorted = new ArrayList<>(problems.subList(0, Math.min(problems.size(), LIMIT)));
        sorted.sort(Comparator.comparingLong(Problem::line).thenComparingLong(Problem::column));
        if (count > LIMIT) {
            sorted.add(Problem.inFile(file, "and more; only the first " + LIMIT + " are shown"));
        }
        return sorted;
    }
}

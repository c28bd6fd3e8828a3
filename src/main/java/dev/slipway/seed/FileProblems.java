package dev.slipway.seed;

import dev.slipway.failure.Problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The faults of one file, in the order of its lines. Beyond the limit they are not kept, and not
/// looked for either: how many more there are is not known.
final class FileProblems {
    static final int LIMIT = 100;

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private long count;

    FileProblems(String file) {
        this.file = file;
    }

    void add(long line, long column, String message) {
        if (count++ < LIMIT) {
            problems.add(Problem.at(file, line, column, message));
        }
    }

    FileProblems ofSameFile() {
        return new FileProblems(file);
    }

    void addAll(FileProblems others) {
        others.problems.forEach(
                problem -> add(problem.line(), problem.column(), problem.message()));
        count += others.count - others.problems.size();
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// `3 places`, for a sentence.
    String places() {
        return count > LIMIT
                ? "more than " + LIMIT + " places"
                : count + (count == 1 ? " place" : " places");
    }

    long count() {
        return count;
    }

    List<Problem> list() {
        var sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparingLong(Problem::line).thenComparingLong(Problem::column));
        if (count > LIMIT) {
            sorted.add(Problem.inFile(file, "and more; only the first " + LIMIT + " are shown"));
        }
        return sorted;
    }
}

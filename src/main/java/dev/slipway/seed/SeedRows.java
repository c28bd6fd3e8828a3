package dev.slipway.seed;

import dev.slipway.data.FileProblems;
import dev.slipway.data.RowReader;
import dev.slipway.failure.Problem;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// The rows of one seed, out of all its files. A row is known by one number: the file's place among
/// the seed's and the line in it.
///
/// @param parts in the order in which they are read
record SeedRows(List<Part> parts) {
    private static final int LINE_BITS = 40;

    SeedRows {
        parts = List.copyOf(parts);
    }

    /// One file.
    ///
    /// @param layer where two rows have one key, that of the higher layer counts
    /// @param tabular whether a header names the columns, so that none may be missing
    /// @param columns those of the file
    record Part(String name, int layer, boolean tabular, RowReader reader, List<String> columns) {
        Part {
            columns = List.copyOf(columns);
        }
    }

    /// A value's place.
    ///
    /// @param column of the file; empty for the whole row
    /// @param at where in the line, from 1, when that is known already; else 0
    record Spot(long row, String column, long at) {}

    /// The columns of all files.
    List<String> columns() {
        var columns = new LinkedHashSet<String>();
        parts.forEach(part -> columns.addAll(part.columns()));
        return List.copyOf(columns);
    }

    /// A row's number.
    static long row(int part, long line) {
        return ((long) part << LINE_BITS) + line;
    }

    static long line(long row) {
        return row & ((1L << LINE_BITS) - 1);
    }

    static int part(long row) {
        return (int) (row >>> LINE_BITS);
    }

    /// The first row of the layers above the base; there is none beyond `Long.MAX_VALUE`.
    long firstOverlaid() {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).layer() > 0) {
                return row(i, 0);
            }
        }
        return Long.MAX_VALUE;
    }

    /// Where something stands, for a message.
    Problem problem(Spot spot, String message) {
        var part = parts.get(part(spot.row()));
        var line = line(spot.row());
        if (spot.column().isEmpty() || spot.at() > 0 || line == 0) {
            return Problem.at(part.name(), line, spot.at(), message);
        }
        var place = locate(part, line, spot.column());
        return Problem.at(part.name(), place.line(), place.column(), message);
    }

    /// `line 7`, or with its file where the seed has several.
    String lineOf(long row) {
        return "line "
                + line(row)
                + (parts.size() == 1 ? "" : " of " + parts.get(part(row)).name());
    }

    private static RowReader.Place locate(Part part, long line, String column) {
        try {
            return part.reader().locate(line, column);
        } catch (IOException unreadable) {
            return new RowReader.Place(line, 0);
        }
    }

    /// Reads the columns of every file.
    ///
    /// @param problems takes the faults of the headers
    static SeedRows of(List<Part> unread, List<Problem> problems) throws IOException {
        var parts = new ArrayList<Part>();
        for (var part : unread) {
            var faults = new FileProblems(part.name());
            var columns = part.reader().columns(faults);
            problems.addAll(faults.list());
            parts.add(new Part(part.name(), part.layer(), part.tabular(), part.reader(), columns));
        }
        var rows = new SeedRows(parts);
        if (problems.isEmpty()) {
            parts.stream().filter(Part::tabular).forEach(part -> rows.missing(part, problems));
        }
        return rows;
    }

    private void missing(Part part, List<Problem> problems) {
        columns().stream()
                .filter(column -> !part.columns().contains(column))
                .forEach(
                        column ->
                                problems.add(
                                        Problem.at(
                                                part.name(),
                                                1,
                                                0,
                                                "column "
                                                        + column
                                                        + " is missing, which another file of the seed has")));
    }
}

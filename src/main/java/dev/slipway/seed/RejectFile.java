package dev.slipway.seed;

import dev.slipway.data.FileProblems;
import dev.slipway.data.RowSink;
import dev.slipway.data.Spelled;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The faulty rows of a seed as CSV: the file's columns, and before them the file, the line and
/// what is wrong. A row that is malformed has no values that could be told apart; its line stands
/// alone.
final class RejectFile implements RowSink {
    private static final int PASS = 100_000;

    private final BufferedWriter out;
    private final SeedRows rows;
    private final List<String> columns;
    private final Map<Long, String> reasons;
    private final List<@Nullable String> values = new ArrayList<>();
    private int part;
    private long row;
    private boolean wanted;

    private RejectFile(
            BufferedWriter out, SeedRows rows, List<String> columns, Map<Long, String> reasons) {
        this.out = out;
        this.rows = rows;
        this.columns = columns;
        this.reasons = reasons;
    }

    /// Writes `SEED.rejects.csv`.
    static Path write(Path directory, String seed, SeedRows rows, Rejects rejects)
            throws IOException {
        Files.createDirectories(directory);
        var file = directory.resolve(seed + ".rejects.csv");
        try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            var columns = rows.columns();
            var header = new ArrayList<@Nullable String>(List.of("file", "line", "reason"));
            header.addAll(columns);
            line(out, header);
            var batch = new TreeMap<Long, String>();
            try {
                rejects.forEach(
                        (number, reason) -> {
                            batch.put(number, reason);
                            if (batch.size() == PASS) {
                                flush(out, rows, columns, batch);
                            }
                        });
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            flush(out, rows, columns, batch);
        }
        return file;
    }

    /// Reads the files once more for the rows of one batch.
    private static void flush(
            BufferedWriter out, SeedRows rows, List<String> columns, Map<Long, String> batch) {
        try {
            var sink = new RejectFile(out, rows, columns, batch);
            for (int i = 0; i < rows.parts().size() && !batch.isEmpty(); i++) {
                sink.part = i;
                rows.parts().get(i).reader().read(sink, new FileProblems(""));
            }
            for (var left : batch.entrySet()) {
                sink.begin(left.getKey());
                sink.end(left.getValue());
            }
            batch.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beginRow(long line) {
        begin(SeedRows.row(part, line));
        wanted = reasons.containsKey(row);
    }

    private void begin(long number) {
        row = number;
        values.clear();
    }

    @Override
    public void text(byte[] buffer, int from, int length) {
        if (wanted) {
            values.add(new String(buffer, from, length, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void nullValue() {
        if (wanted) {
            values.add(null);
        }
    }

    @Override
    public void structure(JsonNode node) {
        if (wanted) {
            values.add(node.isContainer() ? node.toString() : Spelled.text(node));
        }
    }

    @Override
    public void endRow() throws IOException {
        if (wanted) {
            var reason = reasons.remove(row);
            if (reason != null) {
                end(reason);
            }
        }
    }

    private void end(String reason) throws IOException {
        var source = rows.parts().get(SeedRows.part(row));
        var cells = new ArrayList<@Nullable String>();
        cells.add(source.name());
        cells.add(Long.toString(SeedRows.line(row)));
        cells.add(reason);
        for (var column : columns) {
            var index = source.columns().indexOf(column);
            cells.add(index < 0 || index >= values.size() ? null : values.get(index));
        }
        line(out, cells);
    }

    /// NULL is the empty cell, the empty text two quotes: as the seeds' own CSV has it.
    private static void line(BufferedWriter out, List<@Nullable String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            out.write(i == 0 ? "" : ",");
            if (cell != null) {
                var plain = !cell.isEmpty() && cell.chars().noneMatch(RejectFile::isSpecial);
                out.write(plain ? cell : '"' + cell.replace("\"", "\"\"") + '"');
            }
        }
        out.write('\n');
    }

    private static boolean isSpecial(int c) {
        return c == ',' || c == '"' || c == '\n' || c == '\r' || c == ' ';
    }
}

package dev.slipway.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Shell;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// Large files in a JVM of its own, with 64 MB: read in constant memory, or refused with a reason.
class SmallMemoryTest {
    @TempDir private Path directory;

    /// Reads a file twice, as a load does, and prints how many rows it has, or its faults.
    public static final class Reader {
        private Reader() {}

        public static void main(String[] args) throws IOException {
            var file = Path.of(args[0]);
            var name = file.getFileName().toString();
            var format = DataFormat.of(Format.of(name).orElseThrow().format());
            var problems = new FileProblems(name);
            var rows = new CountedRows();
            var reader = RowReader.of(DataFile.inFolder(file.getParent(), name, format), _ -> {});
            reader.columns(problems);
            if (problems.isEmpty()) {
                reader.read(new CleanRows(rows, List.of("a", "b"), (_, _, _) -> {}), problems);
            }
            System.out.println(problems.isEmpty() ? rows.count() : problems.list());
        }
    }

    private String read(String name, String begin, String repeated, int times, String end)
            throws IOException {
        var file = directory.resolve(name);
        var piece = repeated.repeat(10_000).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(begin.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < times / 10_000; i++) {
                out.write(piece);
            }
            out.write(end.getBytes(StandardCharsets.UTF_8));
        }
        var run =
                Shell.run(
                        Map.of(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        "target/test-classes:target/slipway.jar:target/lib/*",
                        Reader.class.getName(),
                        file.toString());
        assertThat(run.stderr()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return run.stdout().strip();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"b\":[\"x\",2.50]}\n", "{\"a\":\"some text\"}\n"})
    void readsNdjsonOfAnyLength(String row) throws IOException {
        assertThat(read("rows.ndjson.gz", "", row, 1_000_000, "")).isEqualTo("1000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "yaml", "csv"})
    void readsOtherFormatsOfAnyLength(String ending) throws IOException {
        var name = "rows." + ending + ".gz";
        var count =
                switch (ending) {
                    case "json" -> read(name, "[{}", ",{\"a\":1}", 500_000, "]");
                    case "yaml" -> read(name, "- a: 0\n", "- a: 1\n", 500_000, "");
                    default -> read(name, "a\n0\n", "1\n", 500_000, "");
                };
        assertThat(count).isEqualTo("500001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "csv", "\"csv", "\"\"csv", "ndjson", "[ndjson", "yaml", "[yaml", "{yaml", "json"
            })
    void refusesARowOfAHundredMegabytes(String kind) throws IOException {
        var times = 100_000_000;
        var found =
                switch (kind) {
                    case "csv" -> read("rows.csv.gz", "a\n0\n", "x", times, "\n");
                    case "\"csv" -> read("rows.csv.gz", "a\n0\n\"", "x", times, "\"\n");
                    case "\"\"csv" -> read("rows.csv.gz", "a\n0\n\"", "\"\"", times / 2, "\"\n");
                    case "ndjson" ->
                            read("rows.ndjson.gz", "{\"a\":1}\n{\"a\":\"", "x", times, "\"}\n");
                    case "[ndjson" ->
                            read("rows.ndjson.gz", "{\"a\":1}\n{\"a\":[", "1,", times / 2, "1]}\n");
                    case "yaml" -> read("rows.yaml.gz", "- a: 1\n- a: ", "x", times, "\n");
                    case "[yaml" -> read("rows.yaml.gz", "- a: 1\n- a: [", "1,", times / 2, "1]\n");
                    case "{yaml" -> read("rows.yaml.gz", "- a: 1\n- {", "x", times, ": 1}\n");
                    default -> read("rows.json.gz", "[{},\n{\"", "x", times, "\":1}]\n");
                };

        if (kind.equals("json")) {
            assertThat(found).contains("rows.json.gz:2", "Name");
        } else {
            // Of a YAML row that begins with a long key the parser tells nothing before its end.
            var row = kind.endsWith("csv") ? 3 : kind.equals("{yaml") ? 1 : 2;
            assertThat(found)
                    .startsWith("[rows." + kind.replaceAll("\\W", "") + ".gz:" + row + ": ")
                    .contains("more than memory has room for");
        }
    }

    /// A row as long as one may be.
    @ParameterizedTest
    @ValueSource(strings = {"csv", "\"\"csv", "ndjson", "yaml"})
    void readsARowOfSomeMegabytes(String kind) throws IOException {
        var times = 3_500_000;
        var found =
                switch (kind) {
                    case "csv" -> read("rows.csv.gz", "a\n", "x", 2 * times, "\n");
                    case "\"\"csv" -> read("rows.csv.gz", "a\n\"", "\"\"", times, "\"\n");
                    case "ndjson" -> read("rows.ndjson.gz", "{\"a\":\"", "x", times, "\"}\n");
                    default -> read("rows.yaml.gz", "- a: ", "x", times, "\n");
                };
        assertThat(found).isEqualTo("1");
    }
}

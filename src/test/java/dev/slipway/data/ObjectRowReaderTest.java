package dev.slipway.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.data.RowReader.Place;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

public class ObjectRowReaderTest {
    @TempDir private Path directory;

    private final FileProblems problems = new FileProblems("file");
    private final SeedRows rows = new SeedRows();

    private RowReader reader(Format format, String content) throws IOException {
        var file = directory.resolve("file");
        Files.writeString(file, content);
        return RowReader.of(DataFile.inFolder(directory, "file", DataFormat.of(format)), _ -> {});
    }

    @Test
    void collectsTheColumnsOfAllRows() throws IOException {
        var reader =
                reader(
                        Format.NDJSON,
                        "{\"b\":1}\n\n{\"a\":\"x\",\"b\":null}\n{\"c\":{\"n\":[1.50]}}");

        assertThat(reader.columns(problems)).containsExactly("b", "a", "c");
        reader.read(rows, problems);
        assertThat(rows.rows()).containsExactly("1|1|∅|∅", "3|∅|x|∅", "4|∅|∅|{\"n\":[1.50]}");
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void keepsHowNumbersAreSpelled() throws IOException {
        reader(
                        Format.NDJSON,
                        "{\"a\":1.10,\"b\":1e2,\"c\":-0.0,\"d\":[1e2,-0.0,100000000000000000000]}")
                .read(rows, problems);
        reader(Format.YAML, "- a: 1.10\n  b: 0x1F\n  c: 007\n  d: [1.10, 007, .5, +12]\n")
                .read(rows, problems);

        assertThat(rows.rows())
                .containsExactly(
                        "1|1.10|1e2|-0.0|[1e2,-0.0,100000000000000000000]",
                        "1|1.10|0x1F|007|[1.10,\"007\",\".5\",\"+12\"]");
    }

    @Test
    void findsWhereAValueStands() throws IOException {
        var ndjson = reader(Format.NDJSON, "{\"a\":1}\n{\"a\":2, \"b\":[3]}\n");
        assertThat(ndjson.locate(2, "b")).isEqualTo(new Place(2, 13));
        assertThat(ndjson.locate(1, "b")).isEqualTo(new Place(1, 0));

        var yaml = reader(Format.YAML, "# rows\n- a: 1\n- a: 2\n  b: x\n");
        assertThat(yaml.locate(3, "b")).isEqualTo(new Place(4, 6));
    }

    @Test
    void readsUpToASyntaxError() throws IOException {
        var reader = reader(Format.NDJSON, "{\"a\":1}\n{\"a\"=2}\n{\"a\":3}\n");

        assertThat(reader.columns(problems)).containsExactly("a");
        assertThat(problems.list()).hasSize(1);
        assertThat(problems.list().getFirst().line()).isEqualTo(2);
    }
}

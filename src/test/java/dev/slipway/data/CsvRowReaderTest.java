package dev.slipway.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.data.RowReader.Place;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

public class CsvRowReaderTest {
    private static final int BUFFER = 1 << 16;

    @TempDir private Path directory;

    private final FileProblems problems = new FileProblems("file.csv");
    private final SeedRows rows = new SeedRows();

    private CsvRowReader reader(String content) throws IOException {
        var file = directory.resolve("file.csv");
        Files.writeString(file, content);
        return new CsvRowReader(
                DataFile.inFolder(directory, "file.csv", DataFormat.of(Format.CSV)), _ -> {});
    }

    @Test
    void countsTheLinesThatARowBeginsOn() throws IOException {
        reader("a,b\n1,\"x\ny\r\nz\"\n\n2,\n\"3\",\"\"").read(rows, problems);

        assertThat(rows.rows()).containsExactly("2|1|x\ny\r\nz", "6|2|∅", "7|3|");
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void takesALoneCarriageReturnForALineEnd() throws IOException {
        reader("a,b\r1,2\r3,4").read(rows, problems);

        assertThat(rows.rows()).containsExactly("2|1|2", "3|3|4");
    }

    @ParameterizedTest
    @ValueSource(ints = {-6, -5, -4, -3, -2, -1, 0, 1, 2, 3})
    void readsWhatLiesAcrossTheEndOfItsBuffer(int offset) throws IOException {
        var before = "a,b\n" + "x".repeat(BUFFER - 6 + offset) + ",";
        reader(before + "\"q\"\"ü\"\r\n1,2\r\n").read(rows, problems);

        assertThat(rows.rows()).hasSize(2);
        assertThat(rows.rows().getFirst()).endsWith("x|q\"ü");
        assertThat(rows.rows().getLast()).isEqualTo("3|1|2");
        assertThat(problems.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 511, 512, 513, BUFFER, 3 * BUFFER})
    void undoublesQuotesInValuesOfAnyLength(int length) throws IOException {
        reader("a\n\"" + "\"\"".repeat(length) + "\"\n").read(rows, problems);

        assertThat(rows.rows()).containsExactly("2|" + "\"".repeat(length));
    }

    @Test
    void findsWhereAValueStands() throws IOException {
        var reader = reader("a,\"b\",c\n1,\"x\nyy\",ü\n\nü🍎,2,3\n");

        assertThat(reader.locate(2, "a")).isEqualTo(new Place(2, 1));
        assertThat(reader.locate(2, "b")).isEqualTo(new Place(2, 3));
        assertThat(reader.locate(2, "c")).isEqualTo(new Place(3, 5));
        assertThat(reader.locate(5, "b").line()).isEqualTo(5);
        assertThat(reader.locate(1, "b")).isEqualTo(new Place(1, 3));
        assertThat(reader.locate(5, "none")).isEqualTo(new Place(5, 0));
    }

    @Test
    void handsOverTheRowsAroundAFaultyOne() throws IOException {
        reader("a,b\n1,2\n3\n4,\"x\"y\n5,6\n7,\"8").read(rows, problems);

        assertThat(rows.rows()).containsExactly("2|1|2", "5|5|6");
        assertThat(problems.list())
                .extracting(problem -> problem.line() + ":" + problem.column())
                .containsExactly("3:0", "4:6", "6:3");
    }

    @Test
    void growsWithTheNumberOfColumns() throws IOException {
        var header = new StringBuilder("c0");
        var row = new StringBuilder("0");
        for (int i = 1; i < 500; i++) {
            header.append(",c").append(i);
            row.append(",").append(i);
        }
        var reader = reader(header + "\n" + row + "\n");

        assertThat(reader.columns(problems)).hasSize(500).endsWith("c498", "c499");
        reader.read(rows, problems);
        assertThat(rows.rows().getFirst()).endsWith("|498|499");
    }
}

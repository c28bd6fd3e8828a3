package dev.slipway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a manifest may say of separated values.
class DelimitedTest {
    @TempDir private Path directory;

    private final FileProblems problems = new FileProblems("file");
    private final SeedRows rows = new SeedRows();

    private RowReader reader(DataFormat format, String content) throws IOException {
        Files.writeString(directory.resolve("file"), content);
        return RowReader.of(DataFile.inFolder(directory, "file", format), _ -> {});
    }

    private static DataFormat format(
            char delimiter, char quote, @Nullable String nullMarker, String... header) {
        return new DataFormat(
                Format.CSV, delimiter, quote, nullMarker, StandardCharsets.UTF_8, List.of(header));
    }

    @Test
    void readsTabsWithTheRulesOfCsv() throws IOException {
        reader(DataFormat.of(Format.TSV), "a\tb\n1,2\t\"x\ty\"\"\"\n\t\"\"\n").read(rows, problems);

        assertThat(rows.rows()).containsExactly("2|1,2|x\ty\"", "3|∅|");
    }

    @Test
    void takesAnotherDelimiterAndQuote() throws IOException {
        var reader = reader(format(';', '\'', null), "a;b\n'x;''y';\"z\"\n");
        reader.read(rows, problems);

        assertThat(rows.rows()).containsExactly("2|x;'y|\"z\"");
        assertThat(reader.locate(2, "b")).isEqualTo(new RowReader.Place(2, 9));
    }

    @Test
    void takesQuotesAsTextWhereNothingQuotes() throws IOException {
        reader(format('|', DataFormat.NO_QUOTE, null), "a|b\n\"1|2\"\"\n").read(rows, problems);

        assertThat(rows.rows()).containsExactly("2|\"1|2\"\"");
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void tellsNullFromTheEmptyTextByTheMarker() throws IOException {
        reader(format(',', '"', "\\N"), "a,b,c,d\n\\N,,\"\\N\",\\NN\n").read(rows, problems);

        assertThat(rows.rows()).containsExactly("2|∅||\\N|\\NN");
    }

    @Test
    void takesTheFirstRowForDataWhereTheHeaderIsGiven() throws IOException {
        var reader = reader(format(',', '"', null, "x", "y"), "\uFEFF1,2\n3\n");

        assertThat(reader.columns(problems)).containsExactly("x", "y");
        reader.read(rows, problems);
        assertThat(rows.rows()).containsExactly("1|1|2");
        assertThat(problems.list())
                .singleElement()
                .hasToString("file:2: the row has 1 value, the header has 2");
        assertThat(reader.locate(1, "y").line()).isEqualTo(1);
    }

    @Test
    void readsOnAfterAFaultyRowThatEndsInACarriageReturn() throws IOException {
        reader(DataFormat.of(Format.CSV), "a\r\"x\"y\r2\r").read(rows, problems);

        assertThat(rows.rows()).containsExactly("3|2");
        assertThat(problems.list()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'é', '\"', , a delimiter is one ASCII character",
        "'\n', '\"', , a delimiter is one ASCII character",
        "',', 'é', , a quote is one ASCII character",
        "',', ',', , the delimiter and the quote are the same",
        "',', '\"', 'a,b', a null marker holds no delimiter",
    })
    void refusesMarksThatCannotBe(
            char delimiter, char quote, @Nullable String nullMarker, String message) {
        assertThatThrownBy(() -> format(delimiter, quote, nullMarker))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void refusesAHeaderThatNamesAColumnTwice() {
        assertThatThrownBy(() -> format(',', '"', null, "a", "a"))
                .hasMessage("column a is named twice in the header");
    }
}

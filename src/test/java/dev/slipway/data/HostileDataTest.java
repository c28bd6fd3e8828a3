package dev.slipway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.failure.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Files that somebody made by mistake, or on purpose. Those that are too large for memory are in
/// {@link SmallMemoryTest}.
class HostileDataTest {
    @TempDir private Path directory;

    private final FileProblems problems = new FileProblems("file");
    private final SeedRows rows = new SeedRows();

    private RowReader reader(Format format, byte[] content) throws IOException {
        Files.write(directory.resolve("file"), content);
        return RowReader.of(DataFile.inFolder(directory, "file", DataFormat.of(format)), _ -> {});
    }

    private RowReader reader(Format format, String content) throws IOException {
        return reader(format, content.getBytes(StandardCharsets.UTF_8));
    }

    /// What both passes say together.
    private List<Problem> faults(Format format, String content) throws IOException {
        var reader = reader(format, content);
        reader.columns(problems);
        reader.read(rows, problems);
        return problems.list();
    }

    @ParameterizedTest
    @EnumSource(names = {"CSV", "NDJSON", "JSON", "YAML"})
    void passesOverAByteOrderMark(Format format) throws IOException {
        var content =
                switch (format) {
                    case CSV -> "a\r\nx\r\n";
                    case JSON -> "[{\"a\":\"x\"}]\r\n";
                    case YAML -> "- a: x\r\n";
                    case NDJSON -> "{\"a\":\"x\"}\r\n";
                    case TSV, SQL -> throw new AssertionError(format);
                };

        assertThat(faults(format, "\uFEFF" + content)).isEmpty();
        assertThat(rows.rows()).singleElement().asString().endsWith("|x");
    }

    @Test
    void doesNotFollowAliases() throws IOException {
        assertThat(
                        faults(
                                Format.YAML,
                                """
                                - &row
                                  a: &x [1, 1]
                                - a: [*x, *x]
                                - a: *x
                                - *row
                                - <<: *row
                                """))
                .extracting(Problem::toString)
                .allMatch(problem -> problem.endsWith(Yaml.NO_ALIASES))
                .extracting(problem -> problem.substring(0, 7))
                .containsExactly("file:3:", "file:3:", "file:4:", "file:5:", "file:6:");
    }

    @Test
    void readsAManifestWithoutFollowingAliases() throws IOException {
        var bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        try (var parser =
                Yaml.parser(new ByteArrayInputStream(bomb.getBytes(StandardCharsets.UTF_8)))) {
            var thrown =
                    catchThrowableOfType(
                            JacksonException.class, () -> new YAMLMapper().readTree(parser));
            assertThat(ObjectRowReader.message(thrown)).isEqualTo(Yaml.NO_ALIASES);
            assertThat(thrown.getLocation().getLineNr()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NDJSON", "JSON", "YAML"})
    void refusesDeepNesting(Format format) throws IOException {
        var value = "[".repeat(100_000) + "]".repeat(100_000);

        assertThat(faults(format, "[{\"a\": " + value + "}]"))
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.line()).isEqualTo(1);
                            assertThat(problem.message())
                                    .contains("nesting depth")
                                    .doesNotContain("StreamReadConstraints");
                        });
    }

    @ParameterizedTest
    @EnumSource(names = {"NDJSON", "JSON", "YAML"})
    void refusesKeysThatAreGivenTwice(Format format) throws IOException {
        assertThat(faults(format, "[{\"a\": 1, \"a\": 2}, {\"b\": {\"c\": 1, \"c\": 2}}]"))
                .extracting(Problem::message)
                .containsExactly("column a is given twice", "key c is given twice");
    }

    @Test
    void tellsHalfACharacter() throws IOException {
        assertThat(
                        faults(
                                Format.NDJSON,
                                "{\"a\":\"\\ud83c\\udf4e\"}\n{\"a\":\"\\ud83c\"}\n{\"a\":[\"x\\udf4e\"]}\n"))
                .extracting(Problem::line)
                .containsExactly(2L, 3L);
        assertThat(rows.rows()).first().isEqualTo("1|🍎");
    }

    @ParameterizedTest
    @EnumSource(names = {"NDJSON", "JSON", "YAML"})
    void tellsWhereTheFileIsNotUtf8(Format format) throws IOException {
        var content = "[{\"a\": 1},\n{\"a\": \"x?y\"}]".getBytes(StandardCharsets.UTF_8);
        content[content.length - 5] = (byte) 0xff;
        var reader = reader(format, content);
        reader.columns(problems);

        assertThat(problems.list()).singleElement().asString().contains("UTF-8");
    }

    @ParameterizedTest
    @EnumSource(names = {"NDJSON", "JSON", "YAML"})
    void passesOnNulForTheLoadToFind(Format format) throws IOException {
        reader(format, "[{\"a\": \"x\\u0000\"}]").read(rows, problems);

        assertThat(problems.list()).isEmpty();
        assertThat(rows.rows()).containsExactly("1|x\0");
    }

    @Test
    void wantsOneListInJson() throws IOException {
        assertThat(faults(Format.JSON, "{\"a\": 1}"))
                .singleElement()
                .asString()
                .startsWith("file:1:1: a JSON file is one list of objects");
        assertThat(reader(Format.JSON, "[{\"a\": 1}]").columns(problems)).containsExactly("a");
    }

    @Test
    void tellsWhatOnlyTheSecondPassFinds() throws IOException {
        var reader = reader(Format.NDJSON, "{\"a\":1}\n5\n{\"a\":3}\n");
        reader.columns(problems);
        reader.read(rows, problems);
        assertThat(problems.list()).hasSize(1);

        Files.writeString(directory.resolve("file"), "{\"a\":1}\n5\n{\"a\":\n");
        reader.read(rows, problems);
        assertThat(problems.list()).hasSize(2);
    }

    @Test
    void refusesMoreColumnsThanATableHas() throws IOException {
        var content = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            content.append("{\"c").append(i).append("\":1}\n");
        }
        reader(Format.NDJSON, content.toString()).columns(problems);

        assertThat(problems.list())
                .singleElement()
                .hasToString(
                        "file:1601: the rows up to here have more than 1600 different keys, and no table has so many columns");
    }

    /// The parser's own limit is 3 MB.
    @Test
    void readsLargeYaml() throws IOException {
        var reader = reader(Format.YAML, "- {a: 1, b: some text}\n".repeat(200_000));
        var counter = new CountedRows();
        reader.read(counter, problems);

        assertThat(problems.list()).isEmpty();
        assertThat(counter.count()).isEqualTo(200_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\n", "[[1]]", "\"x\"\n", "null\n"})
    void wantsEveryRowToBeAnObject(String content) throws IOException {
        assertThat(faults(Format.NDJSON, content))
                .first()
                .extracting(Problem::message)
                .isEqualTo("a row must be a map of columns to values");
    }
}

package dev.slipway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.v3.zstd.ZstdOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/// Where a file lies, how it is packed and encoded, and whether it stays as it is.
class DataFileTest {
    private static final String ROWS = "a,b\n" + "1,ü🍎\n".repeat(50_000);

    @TempDir private Path directory;

    private final FileProblems problems = new FileProblems("file");
    private final SeedRows rows = new SeedRows();

    private DataFile file(String name, byte[] content) throws IOException {
        return file(name, content, StandardCharsets.UTF_8);
    }

    private DataFile file(String name, byte[] content, Charset encoding) throws IOException {
        Files.write(directory.resolve(name), content);
        var format = Format.of(name).orElseThrow().format();
        var delimiter = DataFormat.of(format).delimiter();
        return DataFile.inFolder(
                directory, name, new DataFormat(format, delimiter, '"', null, encoding, List.of()));
    }

    static byte[] packed(Packing packing, String text) throws IOException {
        var out = new ByteArrayOutputStream();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        switch (packing) {
            case PLAIN -> out.write(bytes);
            case GZIP -> {
                try (var gzip = new GZIPOutputStream(out)) {
                    gzip.write(bytes);
                }
            }
            case ZSTD -> {
                try (var zstd = new ZstdOutputStream(out)) {
                    zstd.write(bytes);
                }
            }
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "cities.csv, cities, CSV, PLAIN",
        "CITIES.CSV.GZ, CITIES, CSV, GZIP",
        "a.b.Tsv.zst, a.b, TSV, ZSTD",
        "x.tab, x, TSV, PLAIN",
        "x.jsonl, x, NDJSON, PLAIN",
        "x.json.zst, x, JSON, ZSTD",
        "x.yml, x, YAML, PLAIN",
        "x.sql.gz, x, SQL, GZIP",
    })
    void tellsFormatAndPackingByTheEnding(
            String fileName, String name, Format format, Packing packing) {
        assertThat(Format.of(fileName)).contains(new Format.Named(name, format, packing));
    }

    @ParameterizedTest
    @ValueSource(strings = {".csv", "x.csv.bz2", "x.gz", "csv", "x.xlsx"})
    void isNoSeedWithAnyOtherEnding(String fileName) {
        assertThat(Format.of(fileName)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.csv", "rows.csv.gz", "rows.csv.zst", "ROWS.CSV.ZST"})
    void readsEveryPacking(String name) throws IOException {
        var read = new long[1];
        var file = file(name, packed(Packing.of(name), ROWS));

        RowReader.of(file, bytes -> read[0] = bytes).read(rows, problems);

        assertThat(problems.list()).isEmpty();
        assertThat(rows.rows()).hasSize(50_000).last().isEqualTo("50001|1|ü🍎");
        assertThat(read[0]).isEqualTo(file.size());
    }

    @Test
    void readsPackedFilesThatWereJoined() throws IOException {
        for (var packing : List.of(Packing.GZIP, Packing.ZSTD)) {
            var joined = new ByteArrayOutputStream();
            joined.write(packed(packing, "a\n1\n"));
            joined.write(packed(packing, "2\n"));
            RowReader.of(file("rows.csv" + packing.ending(), joined.toByteArray()), _ -> {})
                    .read(rows, problems);
        }

        assertThat(problems.list()).isEmpty();
        assertThat(rows.rows()).containsExactly("2|1", "3|2", "2|1", "3|2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.csv.gz", "rows.csv.zst", "rows.ndjson.gz", "rows.ndjson.zst"})
    void saysThatAPackedFileIsDamaged(String name) throws IOException {
        var text = new StringBuilder(name.contains("csv") ? "a\n" : "");
        // Nothing that packs well, so that there is something to damage.
        var random = new Random(1);
        for (int i = 0; i < 50_000; i++) {
            var number = random.nextInt();
            text.append(name.contains("csv") ? number + "\n" : "{\"a\":" + number + "}\n");
        }
        var whole = packed(Packing.of(name), text.toString());
        var overwritten = whole.clone();
        Arrays.fill(overwritten, whole.length / 2, whole.length / 2 + 50, (byte) 0x55);
        for (var content :
                List.of(
                        Arrays.copyOf(whole, whole.length / 2),
                        Arrays.copyOf(whole, whole.length - 1),
                        Arrays.copyOf(whole, 3),
                        new byte[0],
                        overwritten,
                        text.toString().getBytes(StandardCharsets.UTF_8))) {
            var found = new FileProblems(name);
            var reader = RowReader.of(file(name, content), _ -> {});
            if (reader.columns(found) != null && found.isEmpty()) {
                reader.read(rows, found);
            }
            assertThat(found.list())
                    .as(content.length + " bytes")
                    .first()
                    .asString()
                    .contains("the compressed file is damaged: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "windows-1252", "ISO-8859-15"})
    void readsOtherEncodings(String encoding) throws IOException {
        var charset = Charset.forName(encoding);
        var text = "a,b\n" + "ü,\"é\nß\"\n".repeat(40_000);
        for (var packing : List.of("", ".gz")) {
            var content = text.getBytes(charset);
            var bytes = new ByteArrayOutputStream();
            if (packing.isEmpty()) {
                bytes.write(content);
            } else {
                try (var gzip = new GZIPOutputStream(bytes)) {
                    gzip.write(content);
                }
            }
            RowReader.of(file("rows.csv" + packing, bytes.toByteArray(), charset), _ -> {})
                    .read(rows, problems);
        }

        assertThat(problems.list()).isEmpty();
        assertThat(rows.rows()).hasSize(80_000).last().isEqualTo("80000|ü|é\nß");
    }

    @Test
    void tellsTheLineOfWhatIsNotInTheEncoding() throws IOException {
        var text = "a\r\n" + "1\r\n".repeat(30_000);
        var content = (text + "?\r\n2\r\n").getBytes(StandardCharsets.US_ASCII);
        content[text.length()] = (byte) 0x81;
        RowReader.of(file("rows.csv", content, Charset.forName("windows-1252")), _ -> {})
                .read(rows, problems);

        assertThat(rows.rows()).hasSize(30_000);
        assertThat(problems.list())
                .singleElement()
                .hasToString(
                        "file:30002: the file is not windows-1252, its encoding by the manifest: no character is written 81");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.csv", "rows.csv.gz", "rows.ndjson", "rows.yaml"})
    void tellsWhetherTheBytesAreThoseOfTheDigest(String name) throws Exception {
        var text = name.contains("csv") ? "a\n1\n" : "{\"a\": 1}\n";
        var file = file(name, packed(Packing.of(name), text));
        var digested = file.fingerprint();
        var reader = RowReader.of(file, _ -> {});

        assertThat(reader.read(rows, problems)).isEqualTo(digested);

        file(name, packed(Packing.of(name), text.replace('1', '2')));
        assertThat(reader.read(rows, problems)).isNotEqualTo(digested);
        assertThat(rows.rows()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other.csv", "a/../../other.csv", "/etc/other.csv", ".", ""})
    void staysWithinTheFolder(String relative) {
        assertThatThrownBy(() -> DataFile.inFolder(directory, relative, DataFormat.of(Format.CSV)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(relative + " is outside the seeds folder");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3://bucket", "s3://bucket/", "s3:///key", "s3://b/folder/", "s3:/b/k"})
    void namesAnObjectByBucketAndKey(String uri) {
        assertThatThrownBy(() -> DataFile.inS3(uri, DataFormat.of(Format.CSV)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(uri + " is not s3://bucket/key");
    }

    @Test
    void hasNoRowsInSql() throws IOException {
        var file = file("rows.sql", "select 1;".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> RowReader.of(file, _ -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        try (var input = file.open(_ -> {})) {
            assertThat(input.readAllBytes()).hasSize(9);
            assertThat(input.fingerprint().length()).isEqualTo(9);
        }
    }
}

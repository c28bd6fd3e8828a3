package dev.slipway.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.failure.FailureException;
import dev.slipway.failure.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

class ShapeFileTest {
    private static final Shape SHAPE =
            new Shape(
                    Instant.parse("2026-11-30T12:00:00Z"),
                    "16.4",
                    16,
                    List.of(new Shape.Extension("pgcrypto", "1.3")),
                    List.of("app"),
                    List.of(
                            new Shape.Table(
                                    "shop",
                                    "orders",
                                    Shape.TableKind.PARTITION,
                                    new Shape.Name("shop", "all \"orders\""),
                                    80_000_000,
                                    Shape.RowSource.COUNTED,
                                    1,
                                    2,
                                    3,
                                    List.of(
                                            new Shape.Column(
                                                    "id",
                                                    "bigint",
                                                    false,
                                                    true,
                                                    new Shape.Statistics(0, -1, 8, 0.5)),
                                            new Shape.Column("note", "json", true, false, null)),
                                    List.of(
                                            new Shape.Index(
                                                    "orders_pkey",
                                                    "CREATE UNIQUE INDEX …",
                                                    true,
                                                    false,
                                                    4)),
                                    List.of(
                                            new Shape.Constraint(
                                                    "orders_check",
                                                    Shape.ConstraintType.FOREIGN_KEY,
                                                    "CHECK (a = ',5.0,')",
                                                    false)))));

    private static List<String> problems(String text) {
        return catchThrowableOfType(
                        FailureException.class, () -> ShapeFile.parse(text, "shape.json"))
                .failure()
                .problems()
                .stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void readsWhatItWrote() {
        var text = ShapeFile.text(SHAPE);

        assertThat(ShapeFile.parse(text, "shape.json")).isEqualTo(SHAPE);
        assertThat(text)
                .contains(
                        "       "
                                + " {\"name\":\"id\",\"type\":\"bigint\",\"nullable\":false,\"hasDefault\":true,\"nullFraction\":0,\"distinct\":-1,\"width\":8,\"correlation\":0.5},\n");
    }

    @Test
    void findsEverythingThatIsWrong() {
        var text =
                ShapeFile.text(SHAPE)
                        .replace("\"rows\": 80000000", "\"row\": -1")
                        .replace("\"kind\": \"partition\"", "\"kind\": \"partitions\"")
                        .replace("\"nullable\":true", "\"nullable\":1")
                        .replace("\"nullFraction\":0,", "\"nullFraction\":2,")
                        .replace("  \"roles\": [\"app\"],\n", "")
                        .replace("2026-11-30T12", "yesterday");

        assertThat(problems(text))
                .containsExactlyInAnyOrder(
                        "shape.json: exported must be a time such as 2026-11-30T12:00:00Z",
                        "shape.json: roles is missing",
                        "shape.json: tables[0].row is not known; did you mean rows?",
                        "shape.json: tables[0].kind is 'partitions'; did you mean partition?",
                        "shape.json: tables[0].rows is missing",
                        "shape.json: tables[0].columns[0].nullFraction must be a number from 0 to"
                                + " 1",
                        "shape.json: tables[0].columns[1].nullable must be true or false");
    }

    @Test
    void saysWhichFormatItReads() {
        assertThat(problems(ShapeFile.text(SHAPE).replace("\"format\": 1", "\"format\": 2")))
                .containsExactly("shape.json: format is 2; this version of Slipway reads 1");
    }

    @Test
    void saysThatAFileIsNoJsonOrNotThere(@TempDir Path folder) {
        assertThat(problems("{\n  \"format\": 1,\n  oops"))
                .singleElement()
                .asString()
                .startsWith("shape.json:3:3: not JSON: ");
        assertThat(problems("[]")).containsExactly("shape.json: the document must be an object");
        assertThat(
                        catchThrowableOfType(
                                        FailureException.class,
                                        () -> ShapeFile.read(folder.resolve("none.json")))
                                .failure()
                                .what())
                .startsWith("there is no file ");
    }
}

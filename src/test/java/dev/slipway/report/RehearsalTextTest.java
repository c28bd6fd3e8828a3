package dev.slipway.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.hazard.Finding;
import dev.slipway.hazard.Level;
import dev.slipway.hazard.Rule;
import dev.slipway.observe.LockMode;
import dev.slipway.observe.TakenLock;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.rehearse.RehearsedMigration;
import dev.slipway.rehearse.RehearsedStatement;
import dev.slipway.support.SampleRehearsal;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a rehearsal tells people.
class RehearsalTextTest {
    private static List<String> text(Rehearsal rehearsal) {
        return RehearsalText.of(rehearsal, Level.ERROR, false);
    }

    @Test
    void tellsFindingsStatementsWaitsTablesAndWhatToDo() {
        assertThat(String.join("\n", text(SampleRehearsal.dangerous())) + "\n")
                .isEqualTo(Expected.text("report.txt"));
    }

    @Test
    void aSilentMigrationTakesOneLine() {
        assertThat(text(SampleRehearsal.harmless()))
                .containsExactly(
                        "Rehearsed 1 migration after version 12 on PostgreSQL 17.6 in 1.87 s.",
                        "  V13__order_note.sql: 1 statement, 0.01 s; at most ACCESS EXCLUSIVE on"
                                + " shop.orders, blocks reads and writes",
                        "note: the tables were without rows: durations say nothing of production",
                        "No findings in 1 migration; apply with: slipway migrate");
    }

    @Test
    void saysThatNothingIsPending() {
        assertThat(text(SampleRehearsal.nothing()))
                .containsExactly("Nothing to rehearse: nothing is pending after version 12.");
    }

    @Test
    void saysThatDurationsWithoutRowsMeanNothing() {
        assertThat(text(SampleRehearsal.withoutRows()))
                .contains(
                        "  measured: builds orders_customer on shop.orders (0 rows) in 0.19 s,"
                                + " without rows: says nothing of production",
                        "note: the tables were without rows: durations say nothing of production")
                .noneMatch(line -> line.startsWith("Blocked") || line.startsWith("Tables"));
    }

    @Test
    void saysWhichMigrationFailed() {
        assertThat(text(SampleRehearsal.failed()).getLast())
                .isEqualTo(
                        "V14__order_ids.sql failed; 1 error in 2 migrations; correct it, then"
                                + " rehearse again.");
    }

    @Test
    void whatIsBelowTheLevelStopsNobody() {
        assertThat(RehearsalText.of(SampleRehearsal.dangerous(), null, false).getLast())
                .isEqualTo(
                        "3 errors, 1 warning, 1 allowed in 4 migrations; apply with: slipway"
                                + " migrate");
    }

    @Test
    void coloursLevelsAndCaretsAndNothingElse() {
        var colored = RehearsalText.of(SampleRehearsal.dangerous(), Level.ERROR, true);

        assertThat(colored)
                .contains(
                        "\u001B[1;33mwarning[unbatched-write]\u001B[0m: every row of shop.customers"
                                + " is written in one transaction",
                        "    | \u001B[1;31m^^^^^^^^^^^^\u001B[0m");
        assertThat(colored.stream().map(line -> line.replaceAll("\u001B\\[[0-9;]*m", "")))
                .containsExactlyElementsOf(text(SampleRehearsal.dangerous()));
    }

    @Test
    void noNameCanMoveTheCursorOrBreakALine() {
        assertThat(text(SampleRehearsal.hostile()))
                .noneMatch(line -> line.matches(".*[\\p{Cntrl}\\x{202E}].*"))
                .contains(
                        "note: a <warning> \uFFFD[31m",
                        "    select '</details>%0A', E'\\u001b[31m\uFFFD[31m';");
    }

    private static List<String> frame(String script, RehearsedStatement statement) {
        var migration =
                new RehearsedMigration(
                        "1",
                        "a",
                        "V1__a.sql",
                        Path.of("V1__a.sql"),
                        script,
                        true,
                        Duration.ZERO,
                        Duration.ZERO,
                        List.of(statement));
        return text(
                        new Rehearsal(
                                "17.6",
                                "version 0",
                                0,
                                List.of(migration),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                Duration.ZERO,
                                null))
                .stream()
                .skip(2)
                .takeWhile(line -> line.contains("|") || line.contains("…"))
                .toList();
    }

    private static RehearsedStatement statement(
            int line, String sql, int findingLine, int column, int length) {
        return new RehearsedStatement(
                line,
                sql,
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(
                        new Finding(
                                Rule.REWRITE,
                                Level.ERROR,
                                "a",
                                "b",
                                findingLine,
                                column,
                                length,
                                List.of(),
                                null,
                                null)));
    }

    @Test
    void ofALongStatementTheFirstLineAndThoseAroundTheMarkAreShown() {
        var sql =
                "create table a (\n"
                        + IntStream.range(0, 20)
                                .mapToObj(i -> "\tcolumn" + i + " int")
                                .collect(Collectors.joining(",\n"))
                        + "\n)";

        assertThat(frame("-- a\n" + sql + ";\n", statement(2, sql, 12, 2, 8)))
                .containsExactly(
                        "     |",
                        "   2 | create table a (",
                        "     …",
                        "  10 |  column7 int,",
                        "  11 |  column8 int,",
                        "  12 |  column9 int,",
                        "     |  ^^^^^^^^",
                        "  13 |  column10 int,",
                        "  14 |  column11 int,",
                        "     …");
    }

    @Test
    void aLongLineIsCutAroundTheMark() {
        var sql = "select '" + "x".repeat(500) + "', y, '" + "z".repeat(500) + "'";
        var column = sql.indexOf("y,") + 1;

        var frame = frame(sql + ";", statement(1, sql, 1, column, 1));

        assertThat(frame).hasSize(3).allMatch(line -> line.length() < 160);
        assertThat(frame.get(1).charAt(frame.get(2).indexOf('^'))).isEqualTo('y');
        assertThat(frame.get(2)).endsWith("^").doesNotContain("^^");
    }

    @Test
    void aMarkThatReachesTooFarEndsWithItsLine() {
        assertThat(frame("select 1;", statement(1, "select 1", 1, 8, 1_000)))
                .containsExactly("    |", "  1 | select 1;", "    |        ^^");
        assertThat(frame("select 1;", statement(1, "select 1", 1, 0, 0)))
                .containsExactly("    |", "  1 | select 1;", "    | ^");
        assertThat(frame("", statement(1, "select 1", 1, 1, 1))).isEmpty();
    }

    @Test
    void theLockOfAnIndexIsToldWhereItIsStrongerThanThatOfItsTable() {
        var table = new TakenLock("a", "table", LockMode.SHARE, false);
        var index = new TakenLock("i", "index", LockMode.ACCESS_EXCLUSIVE, false);
        var weaker = new TakenLock("j", "index", LockMode.SHARE, false);
        var fresh = new TakenLock("n", "table", LockMode.ACCESS_EXCLUSIVE, true);
        var read = new TakenLock("r", "table", LockMode.ROW_EXCLUSIVE, false);

        assertThat(RehearsalWords.notable(List.of(index, table, weaker, fresh, read)))
                .containsExactly(index, table);
    }
}

package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.SeedBench;
import dev.slipway.support.SeedProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Loading as a process: told to stop in the middle, and with little memory.
@Timeout(180)
class SeedProcessTest {
    private static final int ROWS = 300_000;

    @RegisterExtension final SeedBench bench = new SeedBench();

    @Test
    void rollsEverythingBackAndEndsItsSessionsWhenToldToStop()
            throws SQLException, InterruptedException {
        var result = stoppedWhileTheSecondSeedWaits("seed");

        assertThat(result.stderr())
                .contains(
                        "error[interrupted]: seed fruits was interrupted; everything was rolled back, nothing was loaded")
                .contains("run again");
        assertThat(result.stdout()).isEmpty();
        assertThat(bench.value("select count(*) from a")).isEqualTo("0");
        assertThat(bench.database().tables()).doesNotContain("slipway_seed_history");
        assertThat(bench.counts()).containsExactly("a 1/0/0", "fruits 1/1/0");
    }

    @Test
    void rollsOneSeedBackWhenToldToStopAndEachIsCommittedByItself()
            throws SQLException, InterruptedException {
        var result = stoppedWhileTheSecondSeedWaits("seed", "--commit-per", "seed");

        assertThat(result.stderr())
                .contains(
                        "error[interrupted]: seed fruits was interrupted; it was rolled back, the seeds before it stay loaded")
                .contains("run again");
        assertThat(result.stdout()).startsWith("Loaded 1 seed:");
        assertThat(bench.rows("select seed from slipway_seed_history")).containsExactly("a");
        assertThat(bench.counts()).containsExactly("a current", "fruits 1/1/0");
    }

    private Execution stoppedWhileTheSecondSeedWaits(String... command)
            throws SQLException, InterruptedException {
        bench.sql(
                "create table a (id int primary key); create table fruits (name text primary key, color text); insert into fruits values ('apple', 'green')");
        bench.with("a.csv", "id\n1\n").with("fruits.csv", "name,color\napple,red\nplum,blue\n");
        Execution result;
        try (var locker = bench.database().connect();
                var statement = locker.createStatement()) {
            locker.setAutoCommit(false);
            statement.execute("select * from fruits for update");
            try (var process = SeedProcess.start(bench.environment(), List.of(), command)) {
                waitUntil(
                        "select count(*) from pg_stat_activity where datname = current_database() and application_name like 'slipway%' and wait_event_type = 'Lock'",
                        "1", process);

                process.terminate();
                result = process.end();
            }
            locker.rollback();
        }
        waitUntil(
                "select count(*) from pg_stat_activity where datname = current_database() and application_name like 'slipway%'",
                "0", null);
        assertThat(result.exitCode()).isEqualTo(130);
        assertThat(bench.rows("select * from fruits")).containsExactly("apple|green");
        return result;
    }

    /// Asks the database until it answers so; the time limit is the test's.
    private void waitUntil(String question, String answer, SeedProcess process)
            throws InterruptedException {
        while (!bench.value(question).equals(answer)) {
            if (process != null && !process.isAlive()) {
                throw new AssertionError("ended before its time: " + process.end());
            }
            Thread.sleep(20);
        }
    }

    @Test
    void loadsALargeFileInLittleMemory() throws IOException {
        bench.sql(
                "create table readings (id int primary key, sensor text, value numeric, note text)");
        try (var out =
                new OutputStreamWriter(
                        new GZIPOutputStream(
                                Files.newOutputStream(bench.folder().resolve("readings.csv.gz"))),
                        StandardCharsets.UTF_8)) {
            out.write("id,sensor,value,note\n");
            for (int id = 0; id < ROWS; id++) {
                out.write(
                        id
                                + ",sensor-"
                                + id % 977
                                + ","
                                + id
                                + ".25,\"a note of some length, with \"\"quotes\"\", number "
                                + id
                                + ", so that all of them together are larger than the memory is\"\n");
            }
        }

        try (var process = SeedProcess.start(bench.environment(), List.of("-Xmx24m"), "seed")) {
            var result = process.end();

            assertThat(result.stderr()).doesNotContain("error", "warning");
            assertThat(result.exitCode()).isZero();
        }
        assertThat(bench.rows("select count(*), sum(id), sum(value) from readings"))
                .containsExactly("300000|44999850000|44999925000.00");
    }

    @Test
    void refusesARowThatMemoryCannotHold() throws IOException {
        bench.sql("create table readings (id int primary key, note text)");
        bench.with(
                "readings.csv", "id,note\n1,x\n2,\"never closed\n" + "3,note\n".repeat(4_000_000));

        try (var process = SeedProcess.start(bench.environment(), List.of("-Xmx32m"), "seed")) {
            var result = process.end();

            assertThat(result.exitCode()).isEqualTo(9);
            assertThat(result.stderr())
                    .contains(
                            "readings.csv:3: the row that begins here is longer than 8 MB",
                            "is a quote opened and never closed?");
        }
        assertThat(bench.value("select count(*) from readings")).isEqualTo("0");
    }

    @Test
    void loadsALargeObjectFileInLittleMemory() throws IOException {
        bench.sql("create table readings (id int primary key, note text)");
        try (var out = Files.newBufferedWriter(bench.folder().resolve("readings.ndjson"))) {
            for (int id = 0; id < ROWS / 3; id++) {
                out.write("{\"id\":" + id + ",\"note\":\"" + "n".repeat(600) + "\"}\n");
            }
        }

        try (var process = SeedProcess.start(bench.environment(), List.of("-Xmx32m"), "seed")) {
            var result = process.end();

            assertThat(result.stderr()).doesNotContain("error", "warning");
            assertThat(result.exitCode()).isZero();
        }
        assertThat(bench.value("select count(*) from readings")).isEqualTo("100000");
    }
}

package dev.slipway.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.failure.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class MigrationHeaderTest {
    private static MigrationOptions read(String text) {
        var problems = new ArrayList<Problem>();
        var options = MigrationHeader.read("V1__a.sql", text, problems);
        assertThat(problems).isEmpty();
        return options;
    }

    private static List<String> problems(String text) {
        var problems = new ArrayList<Problem>();
        MigrationHeader.read("V1__a.sql", text, problems);
        return problems.stream().map(Problem::toString).toList();
    }

    @Test
    void saysNothingForAScriptWithoutAHeader() {
        assertThat(read("-- a table\ncreate table a (id int);"))
                .isEqualTo(new MigrationOptions(null, null, null, null));
    }

    @Test
    void readsTimeLimits() {
        assertThat(
                        read(
                                """
                                -- Orders are big.
                                -- slipway: lock_timeout=30s statement_timeout=10m
                                --slipway: lock_deadline = 1h

                                alter table orders add column status text;
                                """))
                .isEqualTo(
                        new MigrationOptions(
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(10),
                                Duration.ofHours(1),
                                null));
    }

    @Test
    void takesZeroForNoLimit() {
        assertThat(read("-- slipway: statement_timeout=0\nselect 1").statementTimeout())
                .isEqualTo(Duration.ZERO);
    }

    @Test
    void readsABackfill() {
        assertThat(
                        read("""
                                        -- slipway: backfill key=id batch=500 pause=50ms
                                        -- slipway: max_lag=10s lock_timeout=1s
                                        update orders set status = 'new';
                                        """)
                                .backfill())
                .isEqualTo(
                        new BackfillOptions(
                                "id", 500, Duration.ofMillis(50), Duration.ofSeconds(10)));
    }

    @Test
    void givesABackfillDefaults() {
        assertThat(read("-- slipway: backfill key=Id\nupdate a set b = 1").backfill())
                .isEqualTo(new BackfillOptions("id", 10_000, Duration.ZERO, null));
    }

    @Test
    void takesAQuotedKeyAsItIs() {
        assertThat(
                        read("-- slipway: backfill key=\"Order \"\"Id\"\"\"\nupdate a set b = 1")
                                .backfill()
                                .key())
                .isEqualTo("Order \"Id\"");
    }

    @Test
    void tellsAllProblemsWithTheirPlaces() {
        assertThat(
                        problems(
                                """
                                -- slipway: lock_timout=3s statement_timeout=soon
                                -- slipway: lock_deadline=1h lock_deadline=2h
                                -- slipway: backfill batch=0 pause=1x max_lag=0
                                update a set b = 1;
                                """))
                .containsExactlyInAnyOrder(
                        "V1__a.sql:1:13: lock_timout is nothing that a migration can be told; did you mean lock_timeout?",
                        "V1__a.sql:1:46: statement_timeout is 'soon'; give a duration such as 30s or 10m",
                        "V1__a.sql:2:30: lock_deadline is given twice",
                        "V1__a.sql:3:13: a backfill needs the column to go by; write backfill key=COLUMN",
                        "V1__a.sql:3:28: batch is '0'; give a number of rows, from 1 to 10000000",
                        "V1__a.sql:3:36: pause is '1x'; give a duration such as 30s or 10m",
                        "V1__a.sql:3:47: max_lag is '0'; a replica is always a little behind; give a duration such as 10s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    -- slipway: lock_timeout | 1:13: lock_timeout has no value; write lock_timeout=…
                    -- slipway: lock_timeout= | 1:26: lock_timeout is ''; give a duration such as 30s or 10m
                    -- slipway: lock_timeout=600h | 1:26: lock_timeout is '600h'; that is longer than PostgreSQL can wait; give 24 days (576h) at most
                    -- slipway: backfill=id | 1:13: backfill takes no value; write backfill key=COLUMN
                    -- slipway: key=id | 1:13: key is of a backfill; write backfill before it
                    -- slipway: backfill key=a,b | 1:26: key is 'a,b'; give the name of one column, in double quotes where SQL needs them
                    -- slipway: quickly | 1:13: quickly is nothing that a migration can be told; there are lock_timeout, statement_timeout, lock_deadline, backfill, key, batch, pause, max_lag
                    -- slipway lock_timeout=3s | 1:1: this comment does nothing; write it with a colon: -- slipway: …
                    /* slipway: lock_timeout=3s */ | 1:1: this comment does nothing; write it as a line: -- slipway: …
                    """)
    void refuses(String header, String problem) {
        assertThat(problems(header + "\nupdate a set b = 1;"))
                .containsExactly("V1__a.sql:" + problem);
    }

    @Test
    void refusesAHeaderAfterTheFirstStatement() {
        assertThat(
                        problems(
                                """
                                create table a (id int);
                                  -- slipway: lock_timeout=3s
                                create table b (id int -- slipway: statement_timeout=3s
                                );
                                """))
                .containsExactly(
                        "V1__a.sql:2:3: this comment does nothing after the first statement; move it to the top of the script",
                        "V1__a.sql:3:24: this comment does nothing after the first statement; move it to the top of the script");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1; -- slipway: allow rename, the application is stopped\n",
                "select '-- slipway: lock_timeout=3s';",
                "select 1; -- ask slipway for lock_timeout=3s",
                "-- slipway is told nothing here\nselect 1;",
                "copy a from stdin;\n-- slipway: lock_timeout=3s\n\\.\n"
            })
    void leavesOtherCommentsAlone(String script) {
        assertThat(problems(script)).isEmpty();
    }

    @Test
    void refusesABackfillOfSeveralStatements() {
        assertThat(
                        problems(
                                """
                                -- slipway: backfill key=id
                                update a set b = 1;
                                update a set c = 1;
                                """))
                .containsExactly(
                        "V1__a.sql:3:1: a backfill is one statement; move this one into a migration of its own");
    }

    @Test
    void refusesABackfillOfNothing() {
        assertThat(problems("-- slipway: backfill key=id\n"))
                .containsExactly("V1__a.sql:1:1: there is no statement to do in batches");
    }
}

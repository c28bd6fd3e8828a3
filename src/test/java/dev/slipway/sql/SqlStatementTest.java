package dev.slipway.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class SqlStatementTest {
    private static List<String> texts(String script) {
        return SqlStatement.split(script).stream().map(SqlStatement::text).toList();
    }

    private static SqlStatement only(String sql) {
        var statements = SqlStatement.split(sql);
        assertThat(statements).hasSize(1);
        return statements.getFirst();
    }

    @Test
    void separatesStatementsAtSemicolons() {
        assertThat(texts("select 1;\n\nselect 2 ;select 3"))
                .containsExactly("select 1", "select 2", "select 3");
    }

    @Test
    void findsNothingInAnEmptyScript() {
        assertThat(SqlStatement.split("")).isEmpty();
        assertThat(SqlStatement.split(" ;; -- nothing\n /* at all */ ;")).isEmpty();
    }

    @Test
    void seesThroughQuotes() {
        assertThat(texts("select 'a;''b;'; select \"c;\"\"d;\" from t;"))
                .containsExactly("select 'a;''b;'", "select \"c;\"\"d;\" from t");
    }

    @Test
    void takesABackslashForItselfInAPlainLiteral() {
        assertThat(texts("select 'C:\\'; select 2;")).containsExactly("select 'C:\\'", "select 2");
    }

    @Test
    void takesABackslashForAnEscapeInAnEscapeLiteral() {
        assertThat(texts("select E'it\\'s; one'; select e'\\\\'; select 3;"))
                .containsExactly("select E'it\\'s; one'", "select e'\\\\'", "select 3");
    }

    @Test
    void takesAnEAtTheEndOfAWordForNoEscape() {
        assertThat(texts("select date'\\'; select 2;"))
                .containsExactly("select date'\\'", "select 2");
    }

    @Test
    void takesAnEAfterAnUnderscoreOrADollarForNoEscape() {
        assertThat(texts("select my_e'\\'; select 2;"))
                .containsExactly("select my_e'\\'", "select 2");
    }

    @Test
    void seesThroughDollarQuotes() {
        assertThat(texts("do $$ begin; end $$; do $a$ $$; $b$; $a$; select $1; select 4;"))
                .containsExactly(
                        "do $$ begin; end $$", "do $a$ $$; $b$; $a$", "select $1", "select 4");
    }

    @Test
    void takesADollarInsideAWordForPartOfIt() {
        assertThat(texts("select a$b$ from t; select c$b$ from t;"))
                .containsExactly("select a$b$ from t", "select c$b$ from t");
    }

    @Test
    void seesThroughNestedComments() {
        assertThat(texts("/* a; /* b; */ c; */ select 1; select /* ; */ 2; -- ; 'open\nselect 3;"))
                .containsExactly("select 1", "select /* ; */ 2", "select 3");
    }

    @Test
    void keepsABodyOfStandardSqlTogether() {
        var function =
                """
                create function f(a int) returns int language sql
                begin atomic
                  select case when a > 1 then 1 else 2 end;
                  select a;
                end""";

        assertThat(texts(function + ";\nselect 2;")).containsExactly(function, "select 2");
    }

    @Test
    void takesBeginAndEndOfATransactionForStatements() {
        assertThat(texts("begin; select 1; end; select 2;"))
                .containsExactly("begin", "select 1", "end", "select 2");
    }

    @Test
    void passesOverTheRowsOfACopy() {
        var statements =
                SqlStatement.split(
                        "copy t (a) from stdin with (format csv);\nit's; \"open\n\\.\nselect 2;");

        assertThat(statements)
                .extracting(SqlStatement::text)
                .containsExactly("copy t (a) from stdin with (format csv)", "select 2");
        assertThat(statements.getLast().line()).isEqualTo(4);
    }

    @Test
    void countsTheLinesWhereStatementsBegin() {
        assertThat(
                        SqlStatement.split(
                                "-- one\nselect 1; select 2;\r\n\r\n/* four\nfive */ select\n3;\ndo $$\n\n$$;\nselect 5;"))
                .extracting(SqlStatement::line)
                .containsExactly(2, 2, 5, 7, 10);
    }

    @Test
    void comparesInCapitalsWithoutCommentsAndLiterals() {
        assertThat(only("Create  /* x */ index\n-- y\n concurrently i on t ('a b')").code())
                .isEqualTo("CREATE INDEX CONCURRENTLY I ON T ('')");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index concurrently i on t (a)",
                "create unique index concurrently if not exists i on t (a)",
                "create index concurrently on t (a)",
                "drop index concurrently if exists i",
                "reindex table concurrently t",
                "reindex index concurrently i",
                "reindex (verbose) table concurrently t",
                "reindex (concurrently) table t",
                "reindex (concurrently true, verbose) table t",
                "reindex (verbose, concurrently on) index i",
                "reindex schema public",
                "reindex database app",
                "alter table t detach partition p concurrently",
                "alter table if exists only s.t detach partition s.p concurrently",
                "vacuum",
                "vacuum (full) t",
                "vacuum analyze t",
                "cluster",
                "alter system set work_mem = '1MB'",
                "create database d",
                "drop database d",
                "create tablespace t location '/x'",
                "drop tablespace t",
                "create subscription s connection 'c' publication p",
                "drop subscription s",
                "discard all",
                "alter database d set tablespace t"
            })
    void knowsWhatPostgresRefusesInATransaction(String sql) {
        assertThat(only(sql).outsideTransaction()).isTrue();
        assertThat(only(sql).insideTransaction()).isFalse();
        assertThat(only("/* why */ " + sql).outsideTransaction()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index i on t (a)",
                "create index concurrently_made on t (a)",
                "drop index i",
                "reindex table t",
                "reindex (verbose) index i",
                "reindex (concurrently false) table t",
                "reindex (concurrently off, verbose) table t",
                "alter table t detach partition p",
                "alter table t detach partition p finalize",
                "cluster t using i",
                "cluster (verbose) t using i",
                "create table vacuum_log (a int)",
                "insert into t values ('create index concurrently i on t (a)')",
                "comment on table t is $$vacuum; drop index concurrently i$$",
                "alter database d set work_mem = '1MB'",
                "discard plans",
                "refresh materialized view concurrently v"
            })
    void knowsWhatRunsInATransaction(String sql) {
        assertThat(only(sql).outsideTransaction()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"set lock_timeout = '5s'", "reset all", "show work_mem", "select 1"})
    void letsSettingsAndReadsStandOnEitherSide(String sql) {
        assertThat(only(sql).outsideTransaction()).isFalse();
        assertThat(only(sql).insideTransaction()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create table t (a int)", "insert into t values (1)", "selects"})
    void wantsATransactionAroundWhatWrites(String sql) {
        assertThat(only(sql).insideTransaction()).isTrue();
    }
}

package dev.slipway.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.failure.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;

class BackfillStatementTest {
    private static BackfillStatement statement(String sql) {
        var problems = new ArrayList<Problem>();
        var statement = BackfillStatement.of("V1__a.sql", sql, "id", problems);
        assertThat(problems).isEmpty();
        return statement;
    }

    /// What the statement is for keys up to 9.
    private static String batch(String sql) {
        var statement = statement(sql);
        return statement.within(statement.column() + " <= 9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    update a set b = 1 | update a set b = 1 where a."id" <= 9
                    update a set b = 1; ; | update a set b = 1 where a."id" <= 9
                    update a set b = 1 where b is null | update a set b = 1 where (b is null) and a."id" <= 9
                    update a set b = 1 where b = 2 or c = 3 returning id | update a set b = 1 where (b = 2 or c = 3) and a."id" <= 9 returning id
                    update shop."Orders" set b = 1 | update shop."Orders" set b = 1 where "Orders"."id" <= 9
                    update only shop.a * as o set b = 1 | update only shop.a * as o set b = 1 where o."id" <= 9
                    update a o set b = x.b from a x where x.id = o.parent | update a o set b = x.b from a x where (x.id = o.parent) and o."id" <= 9
                    update a set b = (select max(c) from d where d.a = a.id group by e limit 1) | update a set b = (select max(c) from d where d.a = a.id group by e limit 1) where a."id" <= 9
                    update a set b = c is distinct from d | update a set b = c is distinct from d where a."id" <= 9
                    update a set (b, c) = (1, 2) | update a set (b, c) = (1, 2) where a."id" <= 9
                    update a set b = 'where ;', c = $$ where $$ | update a set b = 'where ;', c = $$ where $$ where a."id" <= 9
                    update a set b = t.order, c = t."where" from t | update a set b = t.order, c = t."where" from t where a."id" <= 9
                    update a set b = extract(year from c) where b is null | update a set b = extract(year from c) where (b is null) and a."id" <= 9
                    update a set b = case when c then 1 else 2 end | update a set b = case when c then 1 else 2 end where a."id" <= 9
                    update a set b = c ? 'x' where conflict = 1 | update a set b = c ? 'x' where (conflict = 1) and a."id" <= 9
                    with t as (select id from d where e) update a set b = 1 from t where t.id = a.id | with t as (select id from d where e) update a set b = 1 from t where (t.id = a.id) and a."id" <= 9
                    delete from a | delete from a where a."id" <= 9
                    delete from shop.a as x using d where d.id = x.d | delete from shop.a as x using d where (d.id = x.d) and x."id" <= 9
                    insert into b select id, c from a | insert into b select id, c from a where a."id" <= 9
                    insert into b (id, c) select a.id, c from shop.a where c > 0 on conflict (id) do update set c = 1 where b.c < 5 returning id | insert into b (id, c) select a.id, c from shop.a where (c > 0) and a."id" <= 9 on conflict (id) do update set c = 1 where b.c < 5 returning id
                    insert into b select a.id from a on conflict do nothing | insert into b select a.id from a where a."id" <= 9 on conflict do nothing
                    insert into b select x.id from a x left join d on d.id = right(x.d, 2) | insert into b select x.id from a x left join d on d.id = right(x.d, 2) where x."id" <= 9
                    insert into b with w as (select 1) select id from a, w for share | insert into b with w as (select 1) select id from a, w where a."id" <= 9 for share
                    insert into b select c is distinct from d from a where e | insert into b select c is distinct from d from a where (e) and a."id" <= 9
                    insert into b select (select row_number() over () from d limit 1) from a | insert into b select (select row_number() over () from d limit 1) from a where a."id" <= 9
                    """)
    void restrictsAStatementToAKeyRange(String sql, String batch) {
        assertThat(batch(sql)).isEqualTo(batch);
    }

    @Test
    void seesThroughComments() {
        assertThat(
                        batch(
                                """
                                -- slipway: backfill key=id
                                update a -- where
                                   set b = 1 /* where; */
                                 where b is null -- or c
                                   and c; -- returning
                                -- the end
                                """))
                .isEqualTo(
                        """
                        update a -- where
                           set b = 1 where (b is null -- or c
                           and c) and a."id" <= 9""");
    }

    @Test
    void knowsTheTableToWalk() {
        var update = statement("update only shop.\"A\" as x set b = 1");
        assertThat(update.from()).isEqualTo("only shop.\"A\"");
        assertThat(update.target()).isNull();
        var insert = statement("insert into b select lower(c), (select max(x) from d) from a");
        assertThat(insert.from()).isEqualTo("a");
        assertThat(insert.target()).isEqualTo("b");
        assertThat(insert.functions()).containsExactly("lower");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    select 1 | 1:1: a backfill is one UPDATE, one DELETE, or one INSERT that selects from a table
                    merge into a using b on true when matched then delete | 1:1: a backfill is one UPDATE, one DELETE, or one INSERT that selects from a table
                    update a set b = 1; select 1 | 1:21: a backfill is one statement; move this one into a migration of its own
                    update a set b = 1, id = 2 | 1:21: the key id itself is changed; rows would come by twice or never
                    update a set (b, "id") = (1, 2) | 1:18: the key id itself is changed; rows would come by twice or never
                    update a set b = 1 where current of c | 1:20: a backfill has no cursor; give a condition
                    update (a) set b = 1 | 1:8: the name of a table is expected after update
                    insert into b values (1) | 1:15: an INSERT in batches takes its rows from SELECT … FROM a table, written without parentheses around it
                    insert into b default values | 1:15: an INSERT in batches takes its rows from SELECT … FROM a table, written without parentheses around it
                    insert into b (select id from a) | 1:15: an INSERT in batches takes its rows from SELECT … FROM a table, written without parentheses around it
                    insert into b select 1 | 1:15: the SELECT has no FROM: there is no table to go through
                    insert into b select distinct c from a | 1:22: DISTINCT would hold within a batch only
                    insert into b select c from a group by c | 1:31: GROUP would see the rows of one batch only
                    insert into b select c from a where d group by c | 1:39: GROUP would see the rows of one batch only
                    insert into b select c from a having true | 1:31: HAVING would see the rows of one batch only
                    insert into b select c from a union all select c from d | 1:31: UNION joins two queries; make a backfill of each
                    insert into b select c from a order by c | 1:31: ORDER BY would hold within a batch only; leave it out, batches follow the key
                    insert into b select c from a limit 10 | 1:31: LIMIT would hold within a batch only
                    insert into b select c from a for share limit 10 | 1:41: LIMIT would hold within a batch only
                    insert into b select c from a fetch first row only | 1:31: FETCH would hold within a batch only
                    insert into b select row_number() over (order by id) from a | 1:35: a window function would see the rows of one batch only
                    insert into b select a.id from a right join d on d.id = a.d | 1:34: rows without a partner in a would be in no batch; join with LEFT, or begin FROM with the other table
                    insert into b select * from (select 1) x | 1:29: the name of a table is expected after insert … select from
                    insert into b select * from generate_series(1, 9) | 1:44: only a table can be gone through, with its columns as they are called there
                    insert into b select * from a x (i) | 1:33: only a table can be gone through, with its columns as they are called there
                    insert into b select * from a tablesample system (1) | 1:31: a sample would differ from batch to batch
                    with t as (delete from a returning *) insert into b select * from t | 1:12: a WITH that writes would write everything with the first batch
                    insert into b with t as (update a set c = 1 returning *) select * from t | 1:26: a WITH that writes would write everything with the first batch
                    """)
    void refusesWhatWouldNotMeanTheSameInBatches(String sql, String problem) {
        var problems = new ArrayList<Problem>();
        assertThat(BackfillStatement.of("V1__a.sql", sql, "id", problems)).isNull();
        assertThat(problems).extracting(Problem::toString).containsExactly("V1__a.sql:" + problem);
    }
}

package dev.slipway.support;

import dev.slipway.canary.Blocked;
import dev.slipway.canary.Impact;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.hazard.Finding;
import dev.slipway.hazard.Level;
import dev.slipway.hazard.Rule;
import dev.slipway.observe.Change;
import dev.slipway.observe.LockMode;
import dev.slipway.observe.TakenLock;
import dev.slipway.observe.Work;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.rehearse.RehearsedMigration;
import dev.slipway.rehearse.RehearsedStatement;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Rehearsals to report on, as a real one would be.
public final class SampleRehearsal {
    private static final String METHOD =
            "in proportion to the rows, as every row is rewritten or read";

    private static final List<LockMode> MODES =
            List.of(
                    LockMode.ACCESS_EXCLUSIVE,
                    LockMode.EXCLUSIVE,
                    LockMode.SHARE_ROW_EXCLUSIVE,
                    LockMode.SHARE);

    private static final String ADD_NOTE = "alter table shop.orders add column note text";
    private static final String RETYPE = "alter table shop.orders\n    alter column id type bigint";
    private static final String INDEX = "create index orders_customer on shop.orders (customer_id)";
    private static final String DROP = "alter table shop.customers drop column legacy_code";
    private static final String FOREIGN_KEY =
            """
            alter table shop.orders
                add constraint orders_customer_fk
                foreign key (customer_id) references shop.customers (id)\
            """;
    private static final String UPDATE = "update shop.customers set active = true";
    private static final String OUTSIDE =
            "create index concurrently customers_email on shop.customers (lower(email))";

    private SampleRehearsal() {}

    /// Four migrations with rows in their tables: three errors, a warning, an allowed finding, one
    /// migration without any, and one outside a transaction.
    public static Rehearsal dangerous() {
        return new Rehearsal(
                "17.6",
                "version 12",
                12,
                List.of(note(), ids(200_000), customers(), search()),
                List.of(
                        new Rehearsal.TableRows(
                                "shop.customers",
                                50_000,
                                6_111_232,
                                2_000_000L,
                                243_269_632L,
                                null),
                        new Rehearsal.TableRows(
                                "shop.orders",
                                200_000,
                                23_068_672,
                                80_000_000L,
                                9_229_565_952L,
                                "fewer than production has: the limit is 200,000 rows")),
                List.of(
                        blocked("shop.orders", false, 9, 1_436, "V14__order_ids.sql", 2),
                        blocked("shop.orders", true, 10, 1_431, "V14__order_ids.sql", 2),
                        blocked("shop.customers", false, 1_452, 412, "V15__customers.sql", 8),
                        blocked("shop.customers", true, 1_453, 410, "V15__customers.sql", 8),
                        blocked("shop.orders", true, 1_456, 406, "V15__customers.sql", 8)),
                List.of(
                        new Impact(
                                "V14__order_ids.sql",
                                "shop.orders",
                                200_000,
                                80_000_000L,
                                Duration.ofMillis(1_436),
                                Duration.ofMillis(1_431),
                                Duration.ofMillis(574_400),
                                Duration.ofMillis(572_400),
                                METHOD),
                        new Impact(
                                "V15__customers.sql",
                                "shop.customers",
                                50_000,
                                2_000_000L,
                                Duration.ofMillis(412),
                                Duration.ofMillis(410),
                                Duration.ofMillis(16_480),
                                Duration.ofMillis(16_400),
                                METHOD),
                        new Impact(
                                "V15__customers.sql",
                                "shop.orders",
                                200_000,
                                80_000_000L,
                                Duration.ZERO,
                                Duration.ofMillis(406),
                                Duration.ZERO,
                                Duration.ofMillis(41_200),
                                METHOD)),
                List.of(),
                Duration.ofMillis(4_210),
                null);
    }

    /// The same on empty tables and with nothing known of production.
    public static Rehearsal withoutRows() {
        return changed(dangerous(), List.of(note(), ids(0)), null);
    }

    /// Nothing pending.
    public static Rehearsal nothing() {
        return changed(dangerous(), List.of(), null);
    }

    /// One harmless migration.
    public static Rehearsal harmless() {
        return changed(dangerous(), List.of(note()), null);
    }

    /// The second migration fails at its second statement.
    public static Rehearsal failed() {
        var ids = ids(0);
        return changed(
                dangerous(),
                List.of(
                        note(),
                        new RehearsedMigration(
                                ids.version(),
                                ids.description(),
                                ids.script(),
                                ids.file(),
                                ids.text(),
                                true,
                                ids.from(),
                                ids.elapsed(),
                                ids.statements().subList(0, 1))),
                new Failure(
                        Kind.MIGRATION,
                        "V14__order_ids.sql failed at line 5 in the rehearsal, as it would in"
                                + " production",
                        List.of("> 5 | " + INDEX + ";", "    | ^"),
                        List.of(
                                new Problem(
                                        "V14__order_ids.sql",
                                        5,
                                        1,
                                        "relation \"orders_customer\" already exists (SQLSTATE"
                                                + " 42P07)")),
                        List.of("relation \"orders_customer\" already exists (SQLSTATE 42P07)"),
                        List.of("correct the file and rehearse again"),
                        "V14__order_ids.sql"));
    }

    /// Names and texts that try to get out of every format.
    public static Rehearsal hostile() {
        var table = "shop.\"<script>alert('1')</script> & \\\"|`*_x_*[a](http://b)\"";
        var sql =
                "alter table %s\n  add column \"a::b%%0A\u0007\u202E]]>\" text default '@everyone %% 5, ü 😀'"
                        .formatted(table);
        var finding =
                new Finding(
                        Rule.REWRITE,
                        Level.ERROR,
                        table,
                        "::error::%s is written anew ``` </pre>\r\n## heading @admin"
                                .formatted(table),
                        2,
                        3,
                        10,
                        List.of("-- ```", "select '</details>%0A', E'\\u001b[31m\u001B[31m';"),
                        "do as <b>told</b>: 100 %, now",
                        null);
        var allowed =
                new Finding(
                        Rule.DROP_COLUMN,
                        Level.ERROR,
                        table,
                        "gone",
                        1,
                        1,
                        400,
                        List.of(),
                        null,
                        "]]> <i>\"because\"</i> \u0000 |");
        var statement =
                new RehearsedStatement(
                        1,
                        sql,
                        Duration.ZERO,
                        Duration.ofNanos(400_000),
                        List.of(new TakenLock(table, "table", LockMode.ACCESS_EXCLUSIVE, false)),
                        List.of(),
                        List.of(new Work(Work.Kind.REWRITE, table, null, -1, false)),
                        List.of(new Change("column", table + ".\"\n\"", "dropped <u>")),
                        List.of(finding, allowed));
        var migration =
                new RehearsedMigration(
                        "1",
                        "a,b:c% <x>",
                        "V1__a,b:c% <x> \"ü\".sql",
                        Path.of("mig rations/V1__a,b:c% <x> \"ü\".sql"),
                        sql + ";\n",
                        true,
                        Duration.ZERO,
                        Duration.ofNanos(700_000),
                        List.of(statement));
        return new Rehearsal(
                "17.6",
                "<start> & \u0007",
                0,
                List.of(migration),
                List.of(new Rehearsal.TableRows(table, 1, 8_192, null, null, "<note> | \n")),
                List.of(blocked(table, true, 0, 1, migration.script(), 1)),
                List.of(
                        new Impact(
                                migration.script(),
                                table,
                                1,
                                2L,
                                Duration.ZERO,
                                Duration.ofMillis(1),
                                null,
                                Duration.ofMillis(2),
                                "<method> | ![x](y)")),
                List.of("a <warning> \u001B[31m"),
                Duration.ofMillis(12),
                null);
    }

    /// Many migrations, which take turns with many tables.
    ///
    /// @param length of the whole
    public static Rehearsal many(int migrations, int tables, Duration length) {
        var all = new ArrayList<RehearsedMigration>();
        var blocked = new ArrayList<Blocked>();
        var each = length.dividedBy(migrations);
        for (int i = 0; i < migrations; i++) {
            var table = "warehouse.table_number_" + i % tables;
            var mode = MODES.get(i % MODES.size());
            var sql = "alter table " + table + " alter column id type bigint";
            var script = "V" + (i + 1) + "__change_of_table_" + i % tables + ".sql";
            var from = each.multipliedBy(i);
            all.add(
                    new RehearsedMigration(
                            Integer.toString(i + 1),
                            "change of table " + i % tables,
                            script,
                            Path.of("migrations", script),
                            sql + ";\n",
                            true,
                            from,
                            each,
                            List.of(
                                    new RehearsedStatement(
                                            1,
                                            sql,
                                            from,
                                            each.dividedBy(2),
                                            List.of(new TakenLock(table, "table", mode, false)),
                                            List.of(),
                                            List.of(
                                                    new Work(
                                                            Work.Kind.REWRITE,
                                                            table,
                                                            null,
                                                            1_000,
                                                            false)),
                                            List.of(),
                                            i % 3 == 0
                                                    ? List.of(
                                                            new Finding(
                                                                    Rule.REWRITE,
                                                                    Level.ERROR,
                                                                    table,
                                                                    "every row of "
                                                                            + table
                                                                            + " is written anew",
                                                                    1,
                                                                    13,
                                                                    table.length(),
                                                                    List.of("select 1;"),
                                                                    null,
                                                                    null))
                                                    : List.of()))));
            if (mode.blocksWrites()) {
                blocked.add(new Blocked(table, true, from, each, script, 1));
            }
        }
        return new Rehearsal(
                "17.6",
                "main",
                3,
                all,
                List.of(
                        new Rehearsal.TableRows(
                                "warehouse.table_number_0", 1_000, 90_112, null, null, null)),
                blocked,
                List.of(),
                List.of(),
                length,
                null);
    }

    /// The same statement, and what was found in it, behind one line more.
    public static RehearsedStatement oneLineDown(RehearsedStatement statement) {
        return new RehearsedStatement(
                statement.line() + 1,
                statement.sql(),
                statement.from(),
                statement.elapsed(),
                statement.taken(),
                statement.held(),
                statement.work(),
                statement.changes(),
                statement.findings().stream()
                        .map(
                                finding ->
                                        new Finding(
                                                finding.rule(),
                                                finding.level(),
                                                finding.subject(),
                                                finding.message(),
                                                finding.line() + 1,
                                                finding.column(),
                                                finding.length(),
                                                finding.safeForm(),
                                                finding.advice(),
                                                finding.allowed()))
                        .toList());
    }

    private static Rehearsal changed(
            Rehearsal sample, List<RehearsedMigration> migrations, @Nullable Failure failure) {
        return new Rehearsal(
                sample.serverVersion(),
                sample.start(),
                sample.applied(),
                migrations,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Duration.ofMillis(1_870),
                failure);
    }

    private static RehearsedMigration note() {
        return migration(
                "13",
                "order note",
                true,
                0,
                6,
                ADD_NOTE + ";\n",
                new RehearsedStatement(
                        1,
                        ADD_NOTE,
                        Duration.ZERO,
                        Duration.ofMillis(4),
                        List.of(lock("shop.orders", LockMode.ACCESS_EXCLUSIVE)),
                        List.of(),
                        List.of(),
                        List.of(new Change("column", "shop.orders.note", "new")),
                        List.of()));
    }

    private static RehearsedMigration ids(long rows) {
        return migration(
                "14",
                "order ids",
                true,
                8,
                1_438,
                "-- Ids beyond two billion.\n" + RETYPE + ";\n\n" + INDEX + ";\n",
                new RehearsedStatement(
                        2,
                        RETYPE,
                        Duration.ofMillis(8),
                        Duration.ofMillis(1_241),
                        List.of(
                                lock("shop.orders", LockMode.ACCESS_EXCLUSIVE),
                                new TakenLock(
                                        "shop.orders_pkey",
                                        "index",
                                        LockMode.ACCESS_EXCLUSIVE,
                                        false)),
                        List.of(),
                        List.of(
                                work(Work.Kind.REWRITE, "shop.orders", null, rows),
                                work(Work.Kind.INDEX_BUILD, "shop.orders", "orders_pkey", rows)),
                        List.of(new Change("column", "shop.orders.id", "type bigint, was integer")),
                        List.of(
                                new Finding(
                                        Rule.REWRITE,
                                        Level.ERROR,
                                        "shop.orders",
                                        "integer and bigint are stored differently, so every row of"
                                                + " shop.orders is written anew while nobody may read"
                                                + " or write it",
                                        3,
                                        5,
                                        27,
                                        List.of(
                                                "-- first migration: the new column, kept up to"
                                                        + " date",
                                                "alter table shop.orders add column id_new bigint;",
                                                "-- second: fill it in batches (docs/backfills.md)",
                                                "update shop.orders set id_new = id where id_new is"
                                                        + " null;",
                                                "-- third, once the application uses id_new",
                                                "alter table shop.orders drop column id;"),
                                        null,
                                        null))),
                new RehearsedStatement(
                        5,
                        INDEX,
                        Duration.ofMillis(1_250),
                        Duration.ofMillis(188),
                        List.of(lock("shop.orders", LockMode.SHARE)),
                        List.of(lock("shop.orders", LockMode.ACCESS_EXCLUSIVE)),
                        List.of(
                                work(
                                        Work.Kind.INDEX_BUILD,
                                        "shop.orders",
                                        "orders_customer",
                                        rows)),
                        List.of(new Change("index", "shop.orders_customer", "new")),
                        List.of(
                                new Finding(
                                        Rule.INDEX_BUILD,
                                        Level.ERROR,
                                        "shop.orders",
                                        "orders_customer is built while nobody may write"
                                                + " shop.orders",
                                        5,
                                        1,
                                        12,
                                        List.of(
                                                "-- in a migration of its own",
                                                "create index concurrently orders_customer on"
                                                        + " shop.orders (customer_id);"),
                                        null,
                                        null))));
    }

    private static RehearsedMigration customers() {
        return migration(
                "15",
                "customers",
                true,
                1_450,
                415,
                "-- slipway: allow drop-column: no release since 41 reads it\n"
                        + DROP
                        + ";\n\n"
                        + FOREIGN_KEY
                        + ";\n\n"
                        + UPDATE
                        + ";\n",
                new RehearsedStatement(
                        2,
                        DROP,
                        Duration.ofMillis(1_450),
                        Duration.ofMillis(2),
                        List.of(lock("shop.customers", LockMode.ACCESS_EXCLUSIVE)),
                        List.of(),
                        List.of(),
                        List.of(new Change("column", "shop.customers.legacy_code", "dropped")),
                        List.of(
                                new Finding(
                                        Rule.DROP_COLUMN,
                                        Level.ERROR,
                                        "shop.customers",
                                        "the running application may read legacy_code",
                                        2,
                                        28,
                                        23,
                                        List.of(),
                                        null,
                                        "no release since 41 reads it"))),
                new RehearsedStatement(
                        4,
                        FOREIGN_KEY,
                        Duration.ofMillis(1_453),
                        Duration.ofMillis(96),
                        List.of(
                                lock("shop.orders", LockMode.SHARE_ROW_EXCLUSIVE),
                                lock("shop.customers", LockMode.SHARE_ROW_EXCLUSIVE)),
                        List.of(lock("shop.customers", LockMode.ACCESS_EXCLUSIVE)),
                        List.of(
                                work(
                                        Work.Kind.VALIDATION,
                                        "shop.orders",
                                        "orders_customer_fk",
                                        200_000)),
                        List.of(new Change("constraint", "shop.orders.orders_customer_fk", "new")),
                        List.of(
                                new Finding(
                                        Rule.FOREIGN_KEY_SCAN,
                                        Level.ERROR,
                                        "shop.orders",
                                        "every row of shop.orders is looked up in shop.customers"
                                                + " while nobody may write either",
                                        5,
                                        5,
                                        33,
                                        List.of(
                                                "alter table shop.orders add constraint"
                                                        + " orders_customer_fk",
                                                "    foreign key (customer_id) references"
                                                        + " shop.customers (id) not valid;",
                                                "-- in the next migration",
                                                "alter table shop.orders validate constraint"
                                                        + " orders_customer_fk;"),
                                        null,
                                        null))),
                new RehearsedStatement(
                        8,
                        UPDATE,
                        Duration.ofMillis(1_550),
                        Duration.ofMillis(314),
                        List.of(lock("shop.customers", LockMode.ROW_EXCLUSIVE)),
                        List.of(
                                lock("shop.customers", LockMode.ACCESS_EXCLUSIVE),
                                lock("shop.orders", LockMode.SHARE_ROW_EXCLUSIVE)),
                        List.of(work(Work.Kind.UPDATE, "shop.customers", null, 50_000)),
                        List.of(),
                        List.of(
                                new Finding(
                                        Rule.UNBATCHED_WRITE,
                                        Level.WARNING,
                                        "shop.customers",
                                        "every row of shop.customers is written in one transaction",
                                        8,
                                        1,
                                        6,
                                        List.of(),
                                        "write it as a backfill, in batches that are each"
                                                + " committed; docs/backfills.md shows how",
                                        null))));
    }

    private static RehearsedMigration search() {
        return migration(
                "16",
                "search",
                false,
                1_870,
                124,
                OUTSIDE + ";\n",
                new RehearsedStatement(
                        1,
                        OUTSIDE,
                        Duration.ofMillis(1_870),
                        Duration.ofMillis(122),
                        List.of(lock("shop.customers", LockMode.SHARE_UPDATE_EXCLUSIVE)),
                        List.of(),
                        List.of(
                                work(
                                        Work.Kind.INDEX_BUILD,
                                        "shop.customers",
                                        "customers_email",
                                        50_000)),
                        List.of(new Change("index", "shop.customers_email", "new")),
                        List.of()));
    }

    private static RehearsedMigration migration(
            String version,
            String description,
            boolean transactional,
            long from,
            long elapsed,
            String text,
            RehearsedStatement... statements) {
        var script = "V" + version + "__" + description.replace(' ', '_') + ".sql";
        return new RehearsedMigration(
                version,
                description,
                script,
                // As the command gives it: from a flag, or whole.
                version.equals("14")
                        ? Path.of("migrations", script).toAbsolutePath()
                        : Path.of("migrations", script),
                text,
                transactional,
                Duration.ofMillis(from),
                Duration.ofMillis(elapsed),
                List.of(statements));
    }

    private static TakenLock lock(String table, LockMode mode) {
        return new TakenLock(table, "table", mode, false);
    }

    private static Work work(Work.Kind kind, String table, @Nullable String object, long rows) {
        return new Work(kind, table, object, rows, false);
    }

    private static Blocked blocked(
            String table, boolean writing, long from, long elapsed, String script, int line) {
        return new Blocked(
                table, writing, Duration.ofMillis(from), Duration.ofMillis(elapsed), script, line);
    }
}

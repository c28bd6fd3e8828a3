package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.shape.Shape;
import dev.slipway.shape.ShapeFile;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ShapeExportTest {
    @TempDir private Path folder;

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
        database.execute(
                """
                create table customers (id int primary key, email text unique, country char(2) not null default 'ch',
                    check (country <> 'xx'));
                insert into customers
                select n, case when n % 4 > 0 then 'person' || n || '@example.com' end, (array['de', 'fr'])[1 + n % 2]
                  from generate_series(1, 4000) as n;
                create table orders (id bigint, at date not null, customer_id int references customers) partition by range (at);
                create table "Orders 1" partition of orders for values from ('2024-01-01') to ('2025-01-01');
                insert into orders select n, date '2024-01-01' + n % 300, n from generate_series(1, 500) as n;
                create materialized view per_country as select country, count(*) from customers group by 1;
                create table flyway_schema_history (installed_rank int);
                create table never_analyzed (a int);
                insert into never_analyzed select generate_series(1, 1000);
                analyze customers, orders, per_country;
                """);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void writesWhatTheTablesAreLikeAndNoValue() throws IOException {
        var file = folder.resolve("shape.json");

        var result =
                FrontDoor.run(database.environment(), "shape", "export", "--file", file.toString());

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr())
                .contains("5 tables, 5,", "; no values are in it; written to " + file)
                .contains("never_analyzed");
        assertThat(Files.readString(file))
                .doesNotContain("person1", "example.com", "'ch'", "flyway");
        var shape = ShapeFile.read(file);
        assertThat(shape.serverMajor()).isEqualTo(18);
        assertThat(shape.roles()).contains("app", "postgres");
        assertThat(shape.extensions()).extracting(Shape.Extension::name).contains("plpgsql");
        assertThat(shape.tables())
                .extracting(Shape.Table::name)
                .containsExactly(
                        "Orders 1", "customers", "never_analyzed", "orders", "per_country");
        var customers = shape.table("public", "customers").orElseThrow();
        assertThat(customers.rows()).isEqualTo(4_000);
        assertThat(customers.rowsFrom()).isEqualTo(Shape.RowSource.ANALYZED);
        assertThat(customers.tableBytes() + customers.toastBytes())
                .isEqualTo(Long.parseLong(database.value("select pg_table_size('customers')")));
        assertThat(customers.indexBytes())
                .isEqualTo(Long.parseLong(database.value("select pg_indexes_size('customers')")));
        var email = customers.column("email").orElseThrow();
        assertThat(email.nullable()).isTrue();
        assertThat(email.statistics().nullFraction()).isEqualTo(0.25);
        assertThat(email.statistics().width()).isBetween(20, 24);
        var country = customers.column("country").orElseThrow();
        assertThat(country.hasDefault()).isTrue();
        assertThat(country.type()).isEqualTo("character(2)");
        assertThat(country.statistics().distinct()).isEqualTo(2);
        assertThat(customers.constraints())
                .extracting(Shape.Constraint::type)
                .containsExactlyInAnyOrder(
                        Shape.ConstraintType.CHECK,
                        Shape.ConstraintType.UNIQUE,
                        Shape.ConstraintType.PRIMARY_KEY);
        assertThat(customers.indexes())
                .allMatch(index -> index.unique() && index.valid() && index.bytes() > 0);
        assertThat(shape.table("public", "orders").orElseThrow())
                .returns(500L, Shape.Table::rows)
                .returns(Shape.TableKind.PARTITIONED, Shape.Table::kind);
        assertThat(shape.table("public", "Orders 1").orElseThrow().parent())
                .isEqualTo(new Shape.Name("public", "orders"));
        assertThat(shape.table("public", "per_country").orElseThrow().kind())
                .isEqualTo(Shape.TableKind.MATERIALIZED_VIEW);
    }

    @Test
    void printsTheSameDocumentThatItReads() throws IOException {
        var result = FrontDoor.run(database.environment(), "shape", "export", "--quiet");
        var file = Files.writeString(folder.resolve("shape.json"), result.stdout());

        assertThat(ShapeFile.text(ShapeFile.read(file))).isEqualTo(result.stdout());
    }

    @Test
    void saysWhereItCouldNotBeWritten() {
        var result =
                FrontDoor.run(
                        database.environment(),
                        "shape",
                        "export",
                        "--file",
                        folder.resolve("missing/shape.json").toString());

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stderr()).contains("the shape could not be written to");
    }
}

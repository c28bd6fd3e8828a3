package dev.slipway.doctor;

import java.sql.SQLException;

/// What the database takes of the disk. How much of it is free no SQL tells.
final class SizeCheck implements Check {
    private static final String SIZE =
            """
            select pg_size_pretty(pg_database_size(current_database())), pg_size_pretty(temp_bytes),
                   (select string_agg(name || ' ' || size, ', ')
                      from (select relation.oid::regclass::text as name,
                                   pg_size_pretty(pg_total_relation_size(relation.oid)) as size
                              from pg_class relation
                             where relation.relkind = 'r' and relation.relpages >= 1000
                             order by relation.relpages desc limit 3) largest)
              from pg_stat_database where datname = current_database()
            """;

    @Override
    public CheckName name() {
        return CheckName.SIZE;
    }

    @Override
    public Finding run(Facts facts) throws SQLException {
        var size =
                Rows.first(
                                facts.connection(),
                                SIZE,
                                row ->
                                        "the database takes "
                                                + row.getString(1)
                                                + (row.getString(3) == null
                                                        ? ""
                                                        : " (" + row.getString(3) + ")")
                                                + ", its temporary files took "
                                                + row.getString(2)
                                                + "; what is free, SQL does not tell")
                        .orElseThrow();
        return Finding.passed(name(), size);
    }
}

import static org.jooq.impl.DSL.name;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.BOOLEAN;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.DOUBLE;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;

import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.CustomRecord;
import org.jooq.impl.CustomTable;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;

import java.io.FileInputStream;
import java.sql.DriverManager;

/// jOOQ's own Loader, as its manual tunes it. The table is written down as generated code would write it: one of
/// `meta()` reads the catalog again for every row.
public final class JooqPeer {
    private JooqPeer() {}

    static final class Row extends CustomRecord<Row> {
        Row() {
            super(new Target("people"));
        }
    }

    private static final class Target extends CustomTable<Row> {
        private final TableField<Row, Long> id = createField(name("id"), BIGINT.nullable(false));
        private final UniqueKey<Row> key = Internal.createUniqueKey(this, id);
        private final Field<?>[] columns;

        Target(String table) {
            super(name(table));
            var email = createField(name("email"), CLOB);
            var name = createField(name("name"), CLOB);
            var country = table.equals("people") ? createField(name("country"), CLOB) : null;
            var countryId = country == null ? createField(name("country_id"), INTEGER) : null;
            var birthplaceId = country == null ? createField(name("birthplace_id"), INTEGER) : null;
            var score = createField(name("score"), DOUBLE);
            var active = createField(name("active"), BOOLEAN);
            var created = createField(name("created"), TIMESTAMPWITHTIMEZONE);
            var note = createField(name("note"), CLOB);
            columns =
                    country != null
                            ? new Field<?>[] {id, email, name, country, score, active, created, note}
                            : new Field<?>[] {id, email, name, countryId, birthplaceId, score, active, created, note};
        }

        @Override
        public Class<? extends Row> getRecordType() {
            return Row.class;
        }

        @Override
        public UniqueKey<Row> getPrimaryKey() {
            return key;
        }
    }

    /// @param args JDBC URL, `insert` or `upsert`, table, CSV file
    public static void main(String[] args) throws Exception {
        try (var connection = DriverManager.getConnection(args[0]);
                var file = new FileInputStream(args[3])) {
            connection.setAutoCommit(false);
            var target = new Target(args[2]);
            var loader = DSL.using(connection, SQLDialect.POSTGRES).loadInto(target);
            // With onDuplicateKeyUpdate() the Loader refuses bulkAfter(): it batches single rows.
            var options =
                    args[1].equals("insert")
                            ? loader.bulkAfter(500).batchAfter(10).commitAfter(10)
                            : loader.onDuplicateKeyUpdate().batchAfter(1000).commitAfter(10);
            var result = options.loadCSV(file).fields(target.columns).nullString("").execute();
            if (!result.errors().isEmpty()) {
                throw result.errors().getFirst().exception();
            }
        }
    }
}

import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;

/// Liquibase's own API: one change set, `loadData` for a first load and `loadUpdateData` for a re-run.
public final class LiquibasePeer {
    private LiquibasePeer() {}

    /// @param args JDBC URL, `insert` or `upsert`, table, CSV file
    public static void main(String[] args) throws Exception {
        var file = Path.of(args[3]);
        var countries =
                args[2].equals("people")
                        ? column("country", "STRING")
                        : column("country_id", "NUMERIC") + column("birthplace_id", "NUMERIC");
        var change = args[1].equals("insert") ? "loadData" : "loadUpdateData primaryKey=\"id\"";
        var changeLog =
                """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                        http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                  <changeSet id="1" author="bench">
                    <%s tableName="%s" file="%s" usePreparedStatements="%s">%s</%s>
                  </changeSet>
                </databaseChangeLog>
                """
                        .formatted(
                                change,
                                args[2],
                                file.getFileName(),
                                args[1].equals("insert"),
                                column("id", "NUMERIC")
                                        + column("email", "STRING")
                                        + column("name", "STRING")
                                        + countries
                                        + column("score", "NUMERIC")
                                        + column("active", "BOOLEAN")
                                        // DATETIME refuses the offset of a timestamptz.
                                        + column("created", "STRING")
                                        + column("note", "STRING"),
                                change.split(" ")[0]);
        Files.writeString(file.resolveSibling("changelog.xml"), changeLog);
        try (var connection = DriverManager.getConnection(args[0])) {
            var database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            Scope.child(
                    Map.of(Scope.Attr.ui.name(), new LoggerUIService()),
                    () ->
                            new Liquibase("changelog.xml", new DirectoryResourceAccessor(file.getParent()), database)
                                    .update(new Contexts()));
        }
    }

    private static String column(String name, String type) {
        return "<column name=\"%s\" type=\"%s\"/>".formatted(name, type);
    }
}

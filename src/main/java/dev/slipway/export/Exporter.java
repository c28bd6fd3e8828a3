package dev.slipway.export;

import dev.slipway.catalog.Jooq;
import dev.slipway.catalog.TableName;
import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.export.ExportedTable.ExportedReference;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.manifest.SeedManifest;
import dev.slipway.progress.Progress;

import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.postgresql.PGConnection;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Writes tables as seeds.
public final class Exporter {
    // Every value as the same text whoever runs it, and as one that reads back exactly.
    private static final String AS_TEXT =
            """
            select set_config(name, value, true)
              from (values ('TimeZone', 'UTC'), ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'iso_8601'),
                           ('extra_float_digits', '1'), ('bytea_output', 'hex')) settings (name, value)
            """;

    private final Database database;
    private final Progress progress;

    public Exporter(Database database, Progress progress) {
        this.database = database;
        this.progress = progress;
    }

    /// Writes a file a table, and `seeds.yaml` when the folder has none and the seeds need it. All
    /// tables are read in one transaction, as they were at one moment. On a failure no file is
    /// written, and none that was there is changed.
    ///
    /// @throws FailureException when a table cannot be exported or a file is in the way (exit 2),
    ///     when rows refer to rows that cannot be seen (exit 9), and for the database's failures
    public ExportResult export(ExportRequest request) {
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            var jooq = Jooq.on(connection);
            jooq.execute("set transaction isolation level repeatable read, read only");
            jooq.fetch(AS_TEXT);
            return export(request, connection, jooq);
        } catch (DataAccessException e) {
            throw failure(DatabaseFailures.sqlCause(e).orElseThrow(() -> e), request);
        } catch (SQLException e) {
            throw failure(e, request);
        } catch (IOException e) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "the folder "
                                    + request.directory()
                                    + " cannot be written to; nothing was exported",
                            e.getClass().getSimpleName() + ": " + e.getMessage(),
                            "name another folder with --to, or let the user that runs Slipway write there")
                    .exception(e);
        }
    }

    private ExportResult export(ExportRequest request, Connection connection, DSLContext jooq)
            throws SQLException, IOException {
        var relations = new Relations(jooq);
        var requested = new RequestedTables(jooq, relations).find(request.tables());
        var tables = new ExportPlan(new NaturalKeys(relations), requested).tables();
        var names = new SeedFiles(request.gzip());
        var seeds = tables.stream().map(table -> names.seed(table.relation().name())).toList();
        names.check(request.directory(), seeds, request.overwrite());

        var exported = new ArrayList<ExportedTable>();
        var manifest = new ManifestText();
        boolean writesManifest;
        try (var files = new ExportFiles(request.directory())) {
            for (int i = 0; i < tables.size(); i++) {
                var table = tables.get(i);
                var rows = new RowQuery(table, request.where());
                checkReferences(table, rows, jooq);
                var file = names.file(seeds.get(i));
                long count;
                try (var step = progress.begin("export " + table.relation().name(), 0);
                        var out = files.create(file, request.gzip())) {
                    count = copy(rows, connection, jooq, out, step);
                }
                var references = references(table);
                exported.add(
                        new ExportedTable(
                                table.relation().name().toString(),
                                file,
                                count,
                                files.size(),
                                table.key(),
                                references,
                                table.notes()));
                declare(manifest, seeds.get(i), table, references);
            }
            writesManifest =
                    !manifest.isEmpty()
                            && !Files.exists(request.directory().resolve(SeedManifest.FILE_NAME));
            if (writesManifest) {
                try (var out = files.create(SeedManifest.FILE_NAME, false)) {
                    out.write(manifest.toString().getBytes(StandardCharsets.UTF_8));
                }
            }
            database.checkNotInterrupted();
            files.publish();
        }
        exported.forEach(
                table -> table.notes().forEach(note -> progress.warn(table.table() + ": " + note)));
        return new ExportResult(
                request.directory(),
                exported,
                manifest.isEmpty() ? null : manifest.toString(),
                writesManifest);
    }

    /// The rows as CSV, from the server to the file as they come.
    private static long copy(
            RowQuery rows,
            Connection connection,
            DSLContext jooq,
            OutputStream out,
            Progress.Step step)
            throws SQLException, IOException {
        var sql =
                jooq.renderInlined(
                        DSL.sql(
                                "copy ({0}) to stdout (format csv, header, encoding 'UTF8')",
                                rows.ordered()));
        var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        try {
            long bytes = 0;
            // The header is the first of them.
            long read = -1;
            for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                out.write(row);
                bytes += row.length;
                step.at(++read, bytes);
            }
            return copy.getHandledRowCount();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void checkReferences(TableExport table, RowQuery rows, DSLContext jooq) {
        for (var column : table.references()) {
            var lookup = Objects.requireNonNull(column.lookup());
            if (jooq.fetchExists(rows.dangling(column, lookup))) {
                throw Failure.of(
                                Kind.SEED,
                                table.relation().name()
                                        + " cannot be exported: "
                                        + column.column().name()
                                        + " refers to rows of "
                                        + lookup.relation().name()
                                        + " that are not there; nothing was written",
                                lookup.relation().rowSecurity()
                                        ? "row-level security hides them from this user"
                                        : "the foreign key is not validated or not enforced",
                                "export as a user that sees all rows, or correct the rows; select * from "
                                        + table.relation().name()
                                        + " finds them by "
                                        + column.column().name())
                        .exception();
            }
        }
    }

    private static List<ExportedReference> references(TableExport table) {
        return table.references().stream()
                .map(
                        column -> {
                            var lookup = Objects.requireNonNull(column.lookup());
                            return new ExportedReference(
                                    column.column().name(),
                                    column.name(),
                                    lookup.relation().name() + "." + lookup.match());
                        })
                .toList();
    }

    /// Only what the file's name does not say already.
    private static void declare(
            ManifestText manifest,
            String seed,
            TableExport table,
            List<ExportedReference> references) {
        var name = table.relation().name();
        manifest.add(
                seed,
                TableName.parse(seed).equals(name) ? null : name.toString(),
                table.key().equals(table.relation().table().primaryKey()) ? List.of() : table.key(),
                references);
    }

    private FailureException failure(SQLException e, ExportRequest request) {
        if (database.isInterrupted()) {
            return database.interruption()
                    .withWhat("the export was interrupted; nothing was written")
                    .exception(e);
        }
        var what = "the export failed; nothing was written";
        var general = DatabaseFailures.general(e, what, database.settings());
        if (general.isPresent()) {
            return general.get().exception(e);
        }
        var state = Objects.requireNonNullElse(e.getSQLState(), "");
        var isCondition =
                request.where() != null && (state.startsWith("42") || state.startsWith("22"));
        return new Failure(
                        isCondition ? Kind.USAGE : Kind.SEED,
                        isCondition
                                ? "--where is no condition on the table; nothing was written"
                                : what,
                        List.of(),
                        List.of(),
                        DatabaseFailures.explain(e),
                        List.of(
                                isCondition
                                        ? "write what stands behind WHERE in SQL, with the table's columns"
                                        : "the server's words say what is in the way"),
                        null)
                .exception(e);
    }
}

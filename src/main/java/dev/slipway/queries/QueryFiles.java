package dev.slipway.queries;

import dev.slipway.data.ColumnReader;
import dev.slipway.data.DataFile;
import dev.slipway.data.DataFormat;
import dev.slipway.data.FileProblems;
import dev.slipway.data.Format;
import dev.slipway.data.Packing;
import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.sql.SqlStatement;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/// Reads the application's queries: scripts in SQL, and exports of `pg_stat_statements` in CSV or
/// JSON with a column `query`.
public final class QueryFiles {
    private static final String COLUMN = "query";

    // What PREPARE takes.
    private static final Pattern PREPARABLE =
            Pattern.compile("(SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|VALUES|TABLE)\\b.*|\\(.*");

    private final List<Query> queries = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private int passedOver;

    private QueryFiles() {}

    /// Reads them. Statements that cannot be prepared, such as `SET`, are passed over.
    ///
    /// @throws FailureException with all that cannot be read (exit 2)
    public static QuerySet read(List<Path> files) {
        var reader = new QueryFiles();
        files.forEach(reader::read);
        return reader.result();
    }

    private QuerySet result() {
        if (!problems.isEmpty()) {
            throw Failure.of(
                            Kind.USAGE,
                            "the application's queries cannot be read; nothing was done",
                            problems,
                            "name .sql files, or exports of pg_stat_statements with a column query as .csv, .json or .ndjson")
                    .exception();
        }
        if (passedOver > 0) {
            warnings.add(
                    Count.of(passedOver, "statement")
                            + " of the application's queries "
                            + (passedOver == 1 ? "was" : "were")
                            + " passed over: only SELECT, INSERT, UPDATE, DELETE, MERGE, WITH, VALUES and TABLE can be prepared");
        }
        return new QuerySet(queries, warnings);
    }

    private void read(Path file) {
        var name = file.toString();
        var before = queries.size();
        var faults = problems.size();
        try {
            var format =
                    Files.isDirectory(file)
                            ? null
                            : Format.of(name).map(Format.Named::format).orElse(null);
            switch (format) {
                case SQL -> statements(name, Files.readString(file), SqlStatement::line);
                case CSV, TSV, JSON, NDJSON -> rows(file, format);
                case YAML -> unknown(name);
                case null -> unknown(name);
            }
        } catch (NoSuchFileException notThere) {
            problems.add(Problem.inFile(name, "is not there"));
        } catch (CharacterCodingException notUtf8) {
            problems.add(Problem.inFile(name, "is not UTF-8"));
        } catch (IOException e) {
            problems.add(Problem.inFile(name, "cannot be read: " + e.getMessage()));
        }
        if (queries.size() == before && problems.size() == faults) {
            warnings.add(name + " holds no query that can be prepared");
        }
    }

    private void unknown(String name) {
        problems.add(
                Problem.inFile(name, "is neither a script in SQL nor an export in CSV or JSON"));
    }

    private void rows(Path file, Format format) throws IOException {
        var name = file.toString();
        var absolute = file.toAbsolutePath();
        var inFolder =
                DataFile.inFolder(
                        absolute.getParent(),
                        absolute.getFileName().toString(),
                        DataFormat.of(format));
        var faults = new FileProblems(name);
        // The same query is there for every user and database that ran it.
        Set<String> known = new HashSet<>();
        ColumnReader.read(
                        new DataFile(
                                name, inFolder.location(), inFolder.format(), Packing.of(name)),
                        COLUMN,
                        faults)
                .stream()
                .filter(cell -> known.add(cell.text()))
                .forEach(cell -> statements(name, cell.text(), _ -> cell.line()));
        problems.addAll(faults.list());
    }

    private void statements(String name, String sql, ToLongFunction<SqlStatement> line) {
        for (var statement : SqlStatement.split(sql)) {
            if (PREPARABLE.matcher(statement.code()).matches()) {
                queries.add(new Query(name, line.applyAsLong(statement), statement.text()));
            } else {
                passedOver++;
            }
        }
    }
}

package dev.slipway.migrate;

import dev.slipway.database.Database;
import dev.slipway.database.DatabaseFailures;
import dev.slipway.failure.Excerpt;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.progress.Progress;
import dev.slipway.settings.MigrationSettings;
import dev.slipway.sql.SqlStatement;
import dev.slipway.steps.Step;

import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What Flyway's exceptions mean to the person on call: which script, which statement, what state
/// is left, what to do.
final class MigrationFailures {
    private static final Pattern BETWEEN_MIGRATIONS =
            Pattern.compile("(beforeEachMigrate|afterMigrate)(__.*)?\\..*");

    private final Database database;
    private final MigrationSettings settings;
    private final MigrationFolder folder;
    private final ParsedScripts parsed;

    MigrationFailures(
            Database database,
            MigrationSettings settings,
            MigrationFolder folder,
            ParsedScripts parsed) {
        this.database = database;
        this.settings = settings;
        this.folder = folder;
        this.parsed = parsed;
    }

    FailureException of(FlywayException e) {
        var migrate = cause(e, FlywayMigrateException.class);
        var sql = DatabaseFailures.sqlCause(e);
        var own = cause(e, FailureException.class);
        // Between statements it is our own listener that stops Flyway, with the interruption as the
        // cause.
        if (database.isInterrupted()) {
            return interruption(e, null);
        }
        if (own != null) {
            return own;
        }
        if (cause(e, FlywayValidateException.class) != null) {
            return historyMismatch().orElseGet(() -> unexplained(e)).exception(e);
        }
        if (e.getErrorCode() == CoreErrorCode.DUPLICATE_VERSIONED_MIGRATION
                || e.getErrorCode() == CoreErrorCode.DUPLICATE_REPEATABLE_MIGRATION) {
            return duplicates().exception(e);
        }
        if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return foreignSchema(e).exception(e);
        }
        if (migrate != null && migrate.getMigration() != null) {
            return failedMigration(e, migrate).exception(e);
        }
        var callback = cause(e, FlywaySqlScriptException.class);
        // Flyway makes its history with a script of its own, which has no name.
        if (callback != null
                && callback.getResource() != null
                && !callback.getResource().getFilename().isEmpty()) {
            return failedCallback(callback, sql).exception(e);
        }
        return sql.flatMap(
                        found ->
                                DatabaseFailures.general(
                                        found,
                                        "the migrations could not run; nothing was applied",
                                        database.settings()))
                .orElseGet(() -> unexplained(e))
                .exception(e);
    }

    FailureException general(SQLException e, String what) {
        return general(database, e, what, "see the cause");
    }

    /// An error outside of any migration.
    ///
    /// @param fix what to do about one that is neither a lost connection nor a missing right
    static FailureException general(Database database, SQLException e, String what, String fix) {
        database.checkNotInterrupted();
        return DatabaseFailures.general(e, what, database.settings())
                .orElseGet(
                        () ->
                                new Failure(
                                        Kind.MIGRATION,
                                        what,
                                        List.of(),
                                        List.of(),
                                        DatabaseFailures.explain(e),
                                        List.of(fix),
                                        null))
                .exception(e);
    }

    /// What would stop a pending script half-way, or do something else than it says, is refused
    /// before anything runs.
    ///
    /// @param scripts the pending ones: how others once came to be applied is no matter now
    void rejectUnfit(Set<String> scripts) {
        var mixed = new ArrayList<Problem>();
        var headers = new ArrayList<Problem>();
        for (var file : folder.migrations()) {
            if (!scripts.contains(file.script())) {
                continue;
            }
            var script = parsed.of(file);
            headers.addAll(script.problems());
            if (script.transactions() == Transactions.MIXED) {
                script.statements().stream()
                        .filter(SqlStatement::outsideTransaction)
                        .map(
                                statement ->
                                        Problem.at(
                                                file.script(),
                                                statement.line(),
                                                0,
                                                "cannot run in a transaction, and the script's other statements need one"))
                        .forEach(mixed::add);
            }
        }
        if (!headers.isEmpty()) {
            headers.addAll(mixed);
            throw Failure.of(
                            Kind.MIGRATION,
                            "a script cannot be run as it says; nothing was applied",
                            headers,
                            "correct it and run again")
                    .about(headers.getFirst().file())
                    .exception();
        }
        if (!mixed.isEmpty()) {
            throw Failure.of(
                            Kind.MIGRATION,
                            "a script mixes statements that need a transaction with statements that refuse one; nothing was applied",
                            mixed,
                            "move each such statement into a migration of its own")
                    .about(mixed.getFirst().file())
                    .exception();
        }
    }

    /// Every way in which the history and the files disagree; empty when they agree.
    Optional<Failure> historyMismatch() {
        var ignored = new ArrayList<>(settings.ignoreMigrationPatterns());
        ignored.add("*:pending");
        var result =
                new FlywayFactory(database, settings, folder, parsed)
                        .create(ignored)
                        .validateWithResult();
        if (result.validationSuccessful) {
            return Optional.empty();
        }
        var problems = result.invalidMigrations.stream().map(this::mismatch).distinct().toList();
        if (problems.isEmpty()) {
            var message =
                    result.errorDetails == null
                            ? "validation failed"
                            : result.errorDetails.errorMessage;
            return Optional.of(
                    Failure.of(
                            Kind.HISTORY,
                            "the migrations are not valid; nothing was applied",
                            firstLine(message),
                            "correct the names of the files and run again"));
        }
        var failed = result.invalidMigrations.stream().anyMatch(MigrationFailures::isFailedRow);
        return Optional.of(
                Failure.of(
                        Kind.HISTORY,
                        "the history in the database and the files disagree; nothing was applied",
                        problems,
                        failed
                                ? "see what it left behind: slipway repair; clean it up: slipway repair --yes; then run again"
                                : "bring the files back as they were applied, and put changes into a new migration"));
    }

    /// Whether what failed is a callback that ran when every migration told so far was committed.
    boolean isBetweenMigrations(FlywayException e) {
        var script = cause(e, FlywaySqlScriptException.class);
        return !settings.group()
                && script != null
                && script.getResource() != null
                && BETWEEN_MIGRATIONS.matcher(script.getResource().getFilename()).matches();
    }

    private static Failure foreignSchema(FlywayException e) {
        return Failure.of(
                Kind.HISTORY,
                "the schema holds objects but no migration history; nothing was applied",
                firstLine(e.getMessage()),
                "if its present state is what the first migrations make, set FLYWAY_BASELINE_ON_MIGRATE=true and FLYWAY_BASELINE_VERSION to the last of them");
    }

    private static Failure failedCallback(
            FlywaySqlScriptException callback, Optional<SQLException> sql) {
        var script = callback.getResource().getFilename();
        return new Failure(
                Kind.MIGRATION,
                script
                        + " failed at line "
                        + callback.getLineNumber()
                        + "; what was under way was rolled back, the migrations before it stay applied",
                List.of(),
                List.of(),
                sql.map(DatabaseFailures::explain)
                        .orElseGet(() -> List.of(firstLine(callback.getMessage()))),
                List.of("correct the callback and run again"),
                script);
    }

    private Failure duplicates() {
        return duplicates(duplicateProblems());
    }

    /// Files of one version or name are refused before the database is asked.
    void rejectDuplicates() {
        var problems = duplicateProblems();
        if (!problems.isEmpty()) {
            throw duplicates(problems).exception();
        }
    }

    /// Files that are there and cannot be read are refused, all at once.
    void rejectUnreadable() {
        var problems =
                folder.migrations().stream()
                        .filter(file -> !Files.isReadable(file.path()))
                        .map(file -> Problem.inFile(file.script(), "cannot be read"))
                        .toList();
        if (!problems.isEmpty()) {
            throw Failure.of(
                            Kind.SETTINGS,
                            "migrations cannot be read; nothing was done",
                            problems,
                            "let the user that runs Slipway read them")
                    .exception();
        }
    }

    private List<Problem> duplicateProblems() {
        var first = new HashMap<Object, MigrationFile>();
        var problems = new ArrayList<Problem>();
        for (var file : folder.migrations()) {
            var key = file.version() == null ? file.description() : Version.of(file.version());
            var other = first.putIfAbsent(key, file);
            if (other != null) {
                problems.add(
                        Problem.inFile(
                                file.script(),
                                (file.version() == null
                                                ? "has the name of "
                                                : "has the version of ")
                                        + other.script()));
            }
        }
        return problems;
    }

    private static Failure duplicates(List<Problem> problems) {
        return Failure.of(
                Kind.HISTORY,
                "two migrations cannot be told apart; nothing was applied",
                problems,
                "give the newer one a version, or a name, of its own");
    }

    private Failure failedMigration(FlywayException e, FlywayMigrateException migrate) {
        var script = migrate.getMigration().getScript();
        var statement = cause(e, FlywaySqlScriptException.class);
        var sql = DatabaseFailures.sqlCause(e);
        var transactional = migrate.isExecutableInTransaction();
        var file = folder.named(script);
        var place =
                statement == null || file.isEmpty()
                        ? null
                        : place(parsed.of(file.get()).text(), statement, sql.orElse(null));
        var state =
                transactional
                        ? "it was rolled back, " + appliedBefore(script)
                        : "it ran outside a transaction, so its finished statements stay; "
                                + appliedBefore(script);
        var what =
                script
                        + " failed"
                        + (place == null ? "" : " at line " + place.line())
                        + "; "
                        + state;
        if (sql.isPresent()) {
            var general = DatabaseFailures.general(sql.get(), what, database.settings());
            if (general.isPresent()) {
                return general.get().about(script);
            }
        }
        var why =
                new ArrayList<>(
                        sql.map(DatabaseFailures::explain)
                                .orElseGet(() -> List.of(firstLine(e.getMessage()))));
        var fix = new ArrayList<String>();
        if (transactional) {
            fix.addAll(transactionalFix(sql.map(SQLException::getSQLState).orElse("")));
        } else {
            leftBehind(script).forEach(left -> why.add("left behind: " + left));
            fix.add("see what it left behind: slipway repair; clean it up: slipway repair --yes");
            fix.add("correct the file and run again; its finished statements are not run again");
        }
        var problems =
                place == null
                        ? List.<Problem>of()
                        : List.of(Problem.at(script, place.line(), place.column(), why.getFirst()));
        var excerpt =
                place == null
                        ? List.<String>of()
                        : Excerpt.of(
                                parsed.of(file.orElseThrow()).text(), place.line(), place.column());
        return new Failure(Kind.MIGRATION, what, excerpt, problems, why, fix, script);
    }

    /// What to do about a migration that was rolled back.
    private static List<String> transactionalFix(String state) {
        return switch (state) {
            case "53100" ->
                    List.of("free space on the server's disk, or make it larger, then run again");
            case "57014" ->
                    List.of(
                            "run again; nothing needs repair",
                            "STATEMENT_TIMEOUT, or statement_timeout in the script's header, sets how long a statement may take");
            default -> List.of("correct the file and run again; nothing needs repair");
        };
    }

    /// None when even that cannot be asked any more.
    private List<String> leftBehind(String script) {
        try {
            return new Repair(database, settings, folder, parsed, Progress.SILENT)
                    .plan(false).items().stream()
                            .filter(item -> item.script().equals(script))
                            .flatMap(item -> item.left().stream())
                            .toList();
        } catch (FailureException unreachable) {
            return List.of();
        }
    }

    private record Place(int line, int column) {}

    /// Where in the file the server's complaint points to; the statement's first line when it
    /// points nowhere.
    private static Place place(
            String text, FlywaySqlScriptException statement, @Nullable SQLException sql) {
        var executed = Objects.requireNonNullElse(statement.getStatement(), "").stripTrailing();
        var candidates =
                SqlStatement.split(text).stream()
                        .filter(candidate -> candidate.line() >= statement.getLineNumber())
                        .toList();
        // Several can stand on one line. A statement with placeholders is found by its line alone.
        var own =
                candidates.stream()
                        .filter(candidate -> executed.endsWith(candidate.text()))
                        .findFirst()
                        .orElse(candidates.isEmpty() ? null : candidates.getFirst());
        if (own == null) {
            return new Place(statement.getLineNumber(), 0);
        }
        var server = sql == null ? null : DatabaseFailures.serverError(sql);
        // The position counts in what was sent, which begins with the statement's own comments and
        // has placeholders replaced.
        var offset = executed.lastIndexOf(own.text());
        if (server == null || server.getPosition() <= 0 || offset < 0) {
            return new Place(own.line(), 0);
        }
        var position = Math.clamp(server.getPosition() - 1L - offset, 0, own.text().length());
        var before = own.text().substring(0, position);
        var newline = before.lastIndexOf('\n');
        var line = own.line() + (int) before.chars().filter(c -> c == '\n').count();
        var column = newline >= 0 ? position - newline : indent(text, own) + position + 1;
        return new Place(line, column);
    }

    /// How many characters stand before a statement on its first line.
    private static int indent(String text, SqlStatement statement) {
        var line = text.lines().skip(statement.line() - 1L).findFirst().orElse("");
        var first = statement.text().lines().findFirst().orElse("");
        return Math.max(0, line.indexOf(first));
    }

    /// What is to be said when the run was interrupted.
    ///
    /// @param step the migration that was under way, or null when none was
    FailureException interruption(FlywayException e, @Nullable Step step) {
        var migrate = cause(e, FlywayMigrateException.class);
        var failure = database.interruption();
        if (step != null && !step.transactional()) {
            failure = failure.withWhat(step.script() + " was interrupted" + Step.STAYS);
        } else if (migrate != null && migrate.getMigration() != null) {
            failure =
                    failure.withWhat(
                            migrate.getMigration().getScript()
                                    + " was interrupted; it was rolled back, "
                                    + appliedBefore(migrate.getMigration().getScript()));
        }
        return (step == null ? failure : failure.about(step.script())).exception(e);
    }

    /// What is to be said of the other migrations when one was rolled back.
    String appliedBefore(String script) {
        if (settings.group()) {
            return "and every other pending migration with it";
        }
        var repeatable = folder.named(script).filter(MigrationFile::repeatable).isPresent();
        return repeatable
                ? "every versioned migration stays applied"
                : "the migrations before it stay applied";
    }

    private Problem mismatch(ValidateOutput output) {
        var file =
                output.filepath == null || output.filepath.isEmpty()
                        ? "version " + output.version
                        : java.nio.file.Path.of(output.filepath).getFileName().toString();
        var code = output.errorDetails.errorCode;
        var details = output.errorDetails.errorMessage;
        if (code == CoreErrorCode.CHECKSUM_MISMATCH) {
            return Problem.inFile(file, "was edited after it was applied" + checksums(details));
        } else if (code == CoreErrorCode.APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED
                || code == CoreErrorCode.APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED) {
            return Problem.inFile(
                    output.version == null || output.version.isEmpty()
                            ? "repeatable " + output.description
                            : "version " + output.version + " (" + output.description + ")",
                    "is applied, but its file is missing");
        } else if (code == CoreErrorCode.RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED
                || code == CoreErrorCode.RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED) {
            return Problem.inFile(
                    file,
                    "is not applied, but a later version is; give it a higher version, or allow it with FLYWAY_OUT_OF_ORDER=true");
        } else if (code == CoreErrorCode.DESCRIPTION_MISMATCH) {
            return Problem.inFile(file, "was renamed after it was applied: " + firstLine(details));
        } else if (isFailedRow(output)) {
            return Problem.inFile(
                    file,
                    "failed in an earlier run, outside a transaction; the history still says so");
        }
        return Problem.inFile(file, firstLine(details));
    }

    private static boolean isFailedRow(ValidateOutput output) {
        var code = output.errorDetails.errorCode;
        return code == CoreErrorCode.FAILED_VERSIONED_MIGRATION
                || code == CoreErrorCode.FAILED_REPEATABLE_MIGRATION;
    }

    /// Flyway's message holds both checksums, one a line.
    private static String checksums(String message) {
        var numbers =
                java.util.regex.Pattern.compile(
                                ":\\s*(-?[0-9]+)\\s*$", java.util.regex.Pattern.MULTILINE)
                        .matcher(message)
                        .results()
                        .map(match -> match.group(1))
                        .toList();
        return numbers.size() == 2
                ? " (checksum " + numbers.get(0) + " then, " + numbers.get(1) + " now)"
                : "";
    }

    private static Failure unexplained(FlywayException e) {
        return Failure.of(
                Kind.MIGRATION,
                "the migrations could not run; nothing was applied",
                firstLine(e.getMessage()),
                "correct what the cause names and run again");
    }

    private static String firstLine(@Nullable String message) {
        return message == null
                ? "no reason given"
                : message.lines()
                        .filter(line -> !line.isBlank())
                        .findFirst()
                        .orElse("no reason given")
                        .strip();
    }

    static <T extends Throwable> @Nullable T cause(Throwable thrown, Class<T> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}

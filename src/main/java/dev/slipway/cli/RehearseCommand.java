package dev.slipway.cli;

import dev.slipway.embedded.EmbeddedServer;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.hazard.Level;
import dev.slipway.progress.Progress;
import dev.slipway.queries.QueryFiles;
import dev.slipway.rehearse.Commits;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.rehearse.Rehearser;
import dev.slipway.rehearse.Start;
import dev.slipway.settings.Mode;
import dev.slipway.settings.Settings;
import dev.slipway.shape.FillRequest;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "rehearse",
        description =
                "Run the pending migrations on a throwaway PostgreSQL and say what each statement locks, rewrites, scans and breaks, and how it is done without danger. Production is not touched. Exit 10 when something dangerous is found.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway rehearse --since main       what this branch adds, as CI asks",
            "  slipway rehearse --from 12          everything behind version 12",
            "  slipway rehearse --against          what is pending in the database of DATABASE_URL, which is only read"
        })
final class RehearseCommand implements Callable<Integer> {
    private static final Set<Mode> MODES = Set.of(Mode.MIGRATIONS);

    private final Console console;

    @ArgGroup(
            heading = "%nWhat counts as applied; without one of these, what the main branch has:%n")
    private StartOptions start = new StartOptions();

    @Mixin private FolderOptions folders = new FolderOptions();

    @Mixin private RehearsalOutputOptions output = new RehearsalOutputOptions();

    @Mixin private RehearsalRowsOptions rows = new RehearsalRowsOptions();

    @Mixin private RehearsalServerOptions server = new RehearsalServerOptions();

    @Mixin private RehearsalRecordOptions record = new RehearsalRecordOptions();

    @Option(
            names = "--postgres",
            paramLabel = "MAJOR",
            description =
                    "The embedded server's version: 15, 16, 17 or 18. Default: production's, where --against or --shape tells it.")
    private @Nullable Integer postgres;

    @Option(
            names = "--fail-on",
            paramLabel = "error|warning|never",
            defaultValue = "error",
            description = "From which level on findings make it exit 10. Default: error.")
    private FailOn failOn = FailOn.ERROR;

    @Option(
            names = "--queries",
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "The application's queries, to see which of them a migration breaks: .sql files, or exports of pg_stat_statements as .csv, .json or .ndjson with a column query.")
    private List<Path> queries = new ArrayList<>();

    RehearseCommand(Console console) {
        this.console = console;
    }

    private enum FailOn {
        ERROR,
        WARNING,
        NEVER
    }

    static final class StartOptions {
        @Option(
                names = "--since",
                paramLabel = "REF",
                description = "The migrations of a git branch, tag or commit.")
        private @Nullable String since;

        @Option(
                names = "--from",
                paramLabel = "VERSION",
                description = "The versions up to this one; 0 for none.")
        private @Nullable String from;

        @Option(
                names = "--against",
                description = "Those in the history of the database (DATABASE_URL, DB_…).")
        private boolean against;
    }

    @Override
    public Integer call() {
        var startedAt = System.nanoTime();
        var request = rows.request();
        var environment = console.settings(folders, server, record);
        var live = start.against ? console.reader(environment).read(MODES) : null;
        if (live == null) {
            // Whatever database the environment names is not this command's business.
            environment
                    .keySet()
                    .removeIf(
                            name ->
                                    name.startsWith("DB_")
                                            || name.startsWith("SNAPSHOT")
                                            || name.startsWith("DATABASE_")
                                            || name.equals("FLYWAY_URL"));
            environment.put("DATABASE_URL", "postgresql://rehearsal@127.0.0.1/rehearsal");
        }
        var reader = console.reader(environment);
        var named = reader.scratchServer("REHEARSAL_SERVER");
        var file = reader.rehearsalFile();
        var settings = reader.read(MODES);
        var progress = output.quiet() ? new QuietProgress(console) : new ConsoleProgress(console);
        settings.warnings().forEach(progress::warn);
        var reference = reference(settings);
        var application = QueryFiles.read(queries);
        application.warnings().forEach(progress::warn);
        try (var commits =
                        reference == null
                                ? null
                                : Commits.at(reference, settings.migrations().locations());
                var throwaway =
                        Throwaway.of(
                                console,
                                named,
                                major(live, request, progress),
                                "rehearse",
                                "--server URL, or REHEARSAL_SERVER")) {
            var rehearser =
                    new Rehearser(
                            throwaway.server(),
                            settings.migrations(),
                            settings.limits(),
                            progress,
                            connection -> Session.open(console, connection, Progress.SILENT));
            var rehearsal =
                    rehearser.rehearse(
                            start(live, reference, commits, progress),
                            request,
                            application.queries(),
                            startedAt);
            file.ifPresent(
                    path -> RehearsalMemory.keep(path, rehearsal, console::redact, progress));
            return finish(rehearsal);
        }
    }

    private Start start(
            @Nullable Settings live,
            @Nullable String reference,
            @Nullable Commits commits,
            Progress progress) {
        if (live != null) {
            return new Start.History(Session.open(console, live.connection(), progress));
        }
        if (reference != null && commits != null) {
            return new Start.Commit(reference, commits.locations());
        }
        return "0".equals(start.from) || start.from == null
                ? new Start.Nothing()
                : new Start.Version(start.from);
    }

    /// Production's version, as far as it is known and there is a server of it here.
    private int major(@Nullable Settings live, @Nullable FillRequest request, Progress progress) {
        if (postgres != null) {
            return postgres;
        }
        var shape = request == null ? null : request.shape();
        var wanted =
                live != null
                        ? Session.open(console, live.connection(), progress).majorVersion()
                        : shape != null ? shape.serverMajor() : EmbeddedServer.MAJOR;
        if (EmbeddedServer.isAvailable() && !EmbeddedServer.majors().contains(wanted)) {
            progress.warn(
                    "production is PostgreSQL "
                            + wanted
                            + ", and there is no embedded server of that version: rehearsing on "
                            + EmbeddedServer.MAJOR);
            return EmbeddedServer.MAJOR;
        }
        return wanted;
    }

    /// The commit that counts as applied; null when something else does.
    private @Nullable String reference(Settings settings) {
        if (start.against || start.from != null || start.since != null) {
            return start.since;
        }
        return Commits.mainBranch(settings.migrations().locations().getFirst())
                .orElseThrow(
                        () ->
                                Failure.of(
                                                Kind.USAGE,
                                                "nothing says which migrations are applied; nothing was done",
                                                "the migrations are in no git repository with a main branch",
                                                "add --from VERSION, --since REF or --against")
                                        .exception());
    }

    private int finish(Rehearsal rehearsal) {
        var level =
                switch (failOn) {
                    case ERROR -> Level.ERROR;
                    case WARNING -> Level.WARNING;
                    case NEVER -> null;
                };
        output.tell(console, rehearsal, level);
        var failure = rehearsal.failure();
        if (failure != null) {
            Slipway.say(console, failure);
            return failure.kind().exitCode().number();
        }
        return Slipway.exitCode(level != null && rehearsal.fails(level));
    }
}

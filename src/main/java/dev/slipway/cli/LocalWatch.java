package dev.slipway.cli;

import dev.slipway.database.Database;
import dev.slipway.embedded.EmbeddedServer;
import dev.slipway.failure.ExitCode;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.progress.Progress;
import dev.slipway.run.RunResult;
import dev.slipway.run.Runner;
import dev.slipway.seed.SeedOptions;
import dev.slipway.settings.Mode;
import dev.slipway.settings.Settings;
import dev.slipway.watch.FileChange;
import dev.slipway.watch.FolderWatch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// `slipway local --watch`: one run after the other on the embedded server, each after a file was
/// saved.
final class LocalWatch {
    private static final int NAMED = 3;
    private static final int SAMPLES = 3;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Console console;
    private final OutputOptions output;
    private final Session session;
    private final Settings settings;
    private final Supplier<Set<Mode>> modes;
    private final EmbeddedServer server;
    private final String database;

    /// @param modes what a run does; the first seed can be written while we watch
    /// @param database the one that the settings name, empty
    LocalWatch(
            Console console,
            OutputOptions output,
            Session session,
            Settings settings,
            Supplier<Set<Mode>> modes,
            EmbeddedServer server,
            String database) {
        this.console = console;
        this.output = output;
        this.session = session;
        // The last migration that was deleted is not a newer version's: nobody else migrates here.
        this.settings = settings.withMigrations(settings.migrations().withoutFuture());
        this.modes = modes;
        this.server = server;
        this.database = database;
    }

    /// Runs, and again at every change, whether or not the run before failed.
    ///
    /// @return the exit code once it is told to stop: 130 when a run was under way, else 0
    int run() {
        // Looked at before the first run, which then misses nothing that changes during it.
        var folders = folders();
        var watch = new FolderWatch(folders);
        var exitCode = told(() -> run(SeedOptions.ALL));
        console.say("Watching " + words(folders.stream().map(Path::toString).toList()) + ".");
        console.say("The database: psql " + server.url(database));
        console.say("Ctrl-C stops it and removes its data.");
        while (!console.isInterrupted()) {
            var changes = watch.await(console::awaitInterrupt);
            if (!changes.isEmpty()) {
                var time = TIME.format(LocalTime.now(ZoneId.systemDefault()));
                session.progress().note("");
                session.progress().note(time + " " + named(changes));
                exitCode = told(this::follow);
            }
        }
        return exitCode == ExitCode.INTERRUPTED.number() ? exitCode : ExitCode.DONE.number();
    }

    private List<Path> folders() {
        var folders = new ArrayList<>(settings.migrations().locations());
        folders.add(settings.seeds().directory());
        if (Files.isDirectory(settings.seeds().libraryDirectory())) {
            folders.add(settings.seeds().libraryDirectory());
        }
        return folders;
    }

    /// Prints a result, or what was thrown instead: a file can be gone while it is read.
    private int told(Supplier<RunResult> work) {
        return Slipway.call(console, () -> session.finish(work.get()), output.json());
    }

    private RunResult follow() {
        var started = System.nanoTime();
        var result = run(SeedOptions.ALL.withSamples(SAMPLES));
        var failure = result.failure();
        if (failure != null && failure.kind() == Kind.HISTORY) {
            buildAnew(failure);
            // Without samples: all rows are new.
            result = run(SeedOptions.ALL);
        }
        return result.withElapsed(Duration.ofNanos(System.nanoTime() - started));
    }

    private RunResult run(SeedOptions options) {
        return new Runner(session.database(), settings.withModes(modes.get()), session.progress())
                .run(options);
    }

    /// Puts an empty database in the place of the one whose history the files contradict.
    ///
    /// Not when they contradict each other, as two files of one version do: then a new database
    /// would be no better, and the old one stays.
    private void buildAnew(Failure failure) {
        var empty = database + "_next";
        server.execute("create database " + empty);
        try {
            new Runner(
                            new Database(
                                    settings.connection().withDatabase(empty),
                                    "slipway local",
                                    Progress.SILENT),
                            settings.withModes(Set.of(Mode.MIGRATIONS)),
                            Progress.SILENT)
                    .plan(SeedOptions.ALL);
            (failure.problems().isEmpty()
                            ? failure.why().stream()
                            : failure.problems().stream().map(Problem::toString))
                    .forEach(session.progress()::note);
            session.progress()
                    .note("The database is built anew at the same URL; open sessions are cut.");
            server.replace(database, empty);
        } finally {
            server.execute("drop database if exists " + empty);
        }
    }

    /// `seeds/cities.csv changed`, `V7__a.sql added, V8__b.sql removed and 2 more`.
    private static String named(List<FileChange> changes) {
        return changes.stream()
                        .limit(NAMED)
                        .map(
                                change ->
                                        change.file()
                                                + " "
                                                + change.kind().name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))
                + (changes.size() > NAMED ? " and " + (changes.size() - NAMED) + " more" : "");
    }

    private static String words(List<String> names) {
        return names.size() == 1
                ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }
}

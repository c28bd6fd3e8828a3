package dev.slipway.cli;

import dev.slipway.embedded.EmbeddedServer;
import dev.slipway.failure.ExitCode;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.seed.SeedOptions;
import dev.slipway.settings.Mode;
import dev.slipway.settings.Settings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "local",
        description =
                "Start an embedded PostgreSQL, migrate and seed it. Its data are gone when it stops.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway local           try the migrations and seeds on a new database",
            "  slipway local --keep    and leave it running until Ctrl-C",
            "  slipway local --watch   and run again whenever one of their files is saved"
        })
final class LocalCommand implements Callable<Integer> {
    private static final String DATABASE = "slipway";

    private final Console console;

    @Mixin private FolderOptions folders = new FolderOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Mixin private SeedSettingOptions seeds = new SeedSettingOptions();

    @Option(names = "--keep", description = "Leave the database running until Ctrl-C.")
    private boolean keep;

    @Option(
            names = "--watch",
            description =
                    "Run again whenever a migration or a seed is saved, and show what changed; implies --keep.")
    private boolean watch;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Listen there; a free port otherwise.")
    private int port;

    LocalCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!EmbeddedServer.isAvailable()) {
            throw Failure.of(
                            Kind.USAGE,
                            "slipway local is not in this image; nothing was done",
                            "the image is built without an embedded PostgreSQL",
                            "run ./slipway local in the repository")
                    .exception();
        }
        // Wrong settings are told before a server is started for them.
        read("postgresql://" + EmbeddedServer.USER + "@127.0.0.1/" + DATABASE);
        try (var server = EmbeddedServer.start(port)) {
            server.execute("create database " + DATABASE);
            var url = server.url(DATABASE);
            var settings = read(url);
            var session = new Session(console, output, settings);
            if (watch) {
                return new LocalWatch(
                                console, output, session, settings, this::modes, server, DATABASE)
                        .run();
            }
            var exitCode = session.finish(session.runner().run(SeedOptions.ALL));
            if (exitCode == ExitCode.DONE.number() && keep) {
                console.say("Ready: psql " + url);
                console.say("Ctrl-C stops it and removes its data.");
                console.awaitInterrupt();
            } else if (exitCode == ExitCode.DONE.number()) {
                console.say(
                        "The database is gone with this command; --keep leaves it running at "
                                + url);
            }
            return exitCode;
        }
    }

    /// The settings for the embedded server: whatever database the environment names is not this
    /// command's business.
    private Settings read(String url) {
        var settings = console.settings(folders, output, seeds);
        settings.keySet()
                .removeIf(
                        name ->
                                name.startsWith("DB_")
                                        || name.startsWith("SNAPSHOT")
                                        || name.startsWith("DATABASE_")
                                        || name.equals("FLYWAY_URL"));
        settings.put("DATABASE_URL", url);
        var read = console.reader(settings).read(modes());
        // A database that nobody else sees can take all migrations in one transaction, which is
        // twice as fast.
        return read.withMigrations(read.migrations().grouped());
    }

    private Set<Mode> modes() {
        return PresentModes.in(console.settings(folders));
    }
}

package dev.slipway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.Slipway;
import dev.slipway.support.Checkup;
import dev.slipway.support.CountingProxy;
import dev.slipway.support.DeafPort;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;
import dev.slipway.support.Shell;
import dev.slipway.support.SlipwayProcess;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.StreamSupport;

/// What the doctor says of settings, the way to the server, and the files.
class DoctorTest {
    private static final String[] OF_THE_SERVER = {
        "server",
        "privileges",
        "run lock",
        "transactions",
        "prepared transactions",
        "replication slots",
        "connections",
        "size",
        "history"
    };

    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations().with("V1__fruits.sql", "create table fruits (name text primary key);");
        project.root().with("seeds/fruits.csv", "name\napple\n");
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private Checkup at(String url) {
        return Checkup.of(project.environment("DATABASE_URL", url, "CONNECT_TIMEOUT", "1s"));
    }

    @Test
    void findsNothingWrongWhereNothingIsWrong() {
        var checkup = Checkup.of(project.environment());

        checkup.passes("settings", "architecture", "name resolution", "tcp", "authentication")
                .shows("–", "tls", "stays on this host")
                .shows("✓", "server", "PostgreSQL 18", "the writer")
                .shows("✓", "privileges", "may create in schema public")
                .shows("✓", "run lock", "free")
                .passes("transactions", "prepared transactions", "replication slots")
                .shows("✓", "connections", "left for the server")
                .shows("✓", "size", "the database takes")
                .shows("✓", "migration files", "1 migration in")
                .shows("✓", "history", "no version is applied, 1 pending")
                .shows("✓", "seed files", "1 seed in")
                .shows("✓", "seeds", "0 current, 1 to load")
                .exits(0);
        assertThat(checkup.execution().stdout()).endsWith("\nNothing stops a run.\n");
        assertThat(checkup.execution().stderr()).isEmpty();
    }

    @Test
    void changesNothing() {
        Checkup.of(project.environment()).exits(0);

        assertThat(project.database().tables()).isEmpty();
        assertThat(
                        project.database()
                                .rows(
                                        "select pid from pg_stat_activity where application_name like 'slipway%' and datname = current_database()"))
                .isEmpty();
    }

    @Test
    void saysWhatIsCurrentAfterARun() {
        assertThat(
                        FrontDoor.run(
                                        project.environment(
                                                "RUN_MIGRATIONS", "true", "RUN_SEED", "true"),
                                        "run")
                                .exitCode())
                .isZero();

        Checkup.of(project.environment())
                .shows("✓", "history", "version 1, 0 pending")
                .shows("✓", "seeds", "1 current, 0 to load")
                .exits(0);
    }

    @Test
    void looksOnlyAtWhatTheFlagsSelect() {
        Checkup.of(project.environment("RUN_SEED", "true"))
                .shows("–", "migration files", "no mode asks for migrations")
                .shows("–", "history", "no mode asks for migrations")
                .passes("seed files", "seeds");
        Checkup.of(project.environment("RUN_MIGRATIONS", "true"))
                .passes("migration files", "history")
                .shows("–", "seed files", "no mode asks for seeds")
                .shows("–", "seeds", "no mode asks for seeds");
    }

    @Test
    void tellsAllWrongSettingsAtOnceAndNeedsThemForTheRest() {
        Checkup.of(
                        Map.of(
                                "DATABASE_URL", "mysql://app:s3cr3tpw@db/shop",
                                "RUN_SEED", "perhaps",
                                "LOCK_TIMEOUT", "soon",
                                "CONECT_TIMEOUT", "5s"))
                .shows("✗", "settings", "4 settings are wrong")
                .passes("architecture")
                .lacks("settings", "name resolution", "tcp", "tls", "authentication")
                .lacks("settings", "migration files", "seed files", "seeds")
                .lacks("settings", OF_THE_SERVER)
                .tells("error[settings]: 4 settings are wrong", "RUN_SEED", "LOCK_TIMEOUT")
                .tells("did you mean CONNECT_TIMEOUT?")
                .exits(3);
    }

    @Test
    void warnsOfAnOddSetting() {
        Checkup.of(project.environment("DATABASE_URL", project.database().url() + "?pool_size=5"))
                .shows("!", "settings")
                .tells("warning: ", "pool_size")
                .exits(0);
    }

    /// An emulator is known by its name, which is what the system says that it executes.
    @Test
    void warnsThatTheImageIsEmulated() throws IOException {
        var java = Path.of(System.getProperty("java.home"));
        var emulator = Files.createDirectories(directory.resolve("bin")).resolve("qemu-aarch64");
        Files.copy(java.resolve("bin/java"), emulator, StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(directory.resolve("lib"), java.resolve("lib"));
        Files.createSymbolicLink(directory.resolve("conf"), java.resolve("conf"));

        var result =
                Shell.run(
                        project.environment(),
                        emulator.toString(),
                        "-cp",
                        "target/slipway.jar:target/lib/*",
                        "dev.slipway.cli.Main",
                        "doctor");

        new Checkup(result)
                .shows("!", "architecture", "emulated by qemu-aarch64")
                .tells("many times slower", "exec format error", "docker buildx build --platform")
                .exits(0);
    }

    @Test
    void saysThatANameDoesNotResolveAndChecksTheFilesAllTheSame() {
        at("postgresql://app:pw@no-such-host.invalid/shop")
                .shows("✗", "name resolution", "no address is known for no-such-host.invalid")
                .lacks("name resolution", "tcp", "tls", "authentication")
                .lacks("name resolution", OF_THE_SERVER)
                .passes("migration files", "seed files")
                .tells("error[unreachable]: the host name no-such-host.invalid does not resolve")
                .exits(4);
    }

    @Test
    void namesThePortWhenNothingListens() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        at("postgresql://app:pw@127.0.0.1:" + port + "/shop")
                .passes("settings", "name resolution")
                .shows("✗", "tcp", "127.0.0.1 (this host itself) refuses")
                .lacks("tcp", "tls", "authentication")
                .lacks("tcp", OF_THE_SERVER)
                .tells(
                        "error[unreachable]: nothing is listening at 127.0.0.1:" + port,
                        port + " is the port it listens on")
                .exits(4);
    }

    /// The last of the classic four: connection timed out.
    @Test
    void asksAboutSecurityGroupsAndSubnetsWhenPacketsAreDropped() {
        try (var deaf = new DeafPort()) {
            at("postgresql://app:pw@127.0.0.1:" + deaf.port() + "/shop")
                    .shows("✗", "tcp", "127.0.0.1 (this host itself) does not answer")
                    .lacks("tcp", "tls", "authentication")
                    .lacks("tcp", OF_THE_SERVER)
                    .tells(
                            "did not answer within 1 s: connection timed out",
                            "security group: does it admit port "
                                    + deaf.port()
                                    + " from the security group of this job?",
                            "subnets of this job: are they in the database's VPC")
                    .exits(4);
        }
    }

    @Test
    void saysThatAServerAcceptsAndSaysNothing() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            at("postgresql://app:pw@127.0.0.1:" + silent.getLocalPort() + "/shop")
                    .passes("tcp")
                    .shows("✗", "tls", "does not answer as PostgreSQL does")
                    .lacks("tls", "authentication")
                    .lacks("tls", OF_THE_SERVER)
                    .tells("it said nothing for 1 s")
                    .exits(4);
        }
    }

    @Test
    void triesAWrongPasswordOnceAndShowsItNowhere() {
        try (var proxy = new CountingProxy(project.database().port())) {
            var checkup =
                    at(
                            "postgresql://app:wr0ngwr0ng@127.0.0.1:%d/%s"
                                    .formatted(proxy.port(), project.database().name()));

            checkup.passes("tcp")
                    .shows("✗", "authentication", "refused the password of user app")
                    .lacks("authentication", OF_THE_SERVER)
                    .passes("migration files", "seed files")
                    .exits(5);
            assertThat(checkup.execution().toString()).doesNotContain("wr0ngwr0ng");
            // One to see whether it answers, one for the certificate, one to log in.
            assertThat(proxy.connections()).isEqualTo(3);
        }
    }

    @Test
    void saysThatADatabaseDoesNotExist() {
        at(project.database().url().replace(project.database().name(), "nowhere"))
                .shows("✗", "authentication", "has no database nowhere")
                .exits(5);
    }

    /// One of the classic four: the folder is not in the image.
    @Test
    void saysThatTheFoldersAreMissing() {
        Checkup.of(
                        project.database()
                                .environment(
                                        "MIGRATIONS_DIR", directory.resolve("none").toString(),
                                        "SEEDS_DIR", directory.resolve("nothing").toString()))
                .shows("✗", "migration files", "there is no migrations folder")
                .lacks("migration files", "history")
                .shows("✗", "seed files", "there is no seeds folder")
                .lacks("seed files", "seeds")
                .tells("in an image built on slipway it is /slipway/migrations")
                .exits(3);
    }

    /// One of the classic four: a class is not found.
    @Test
    void findsAJarThatNamesAClassWhichItDoesNotHold() throws IOException {
        var library = Files.createDirectory(directory.resolve("library"));
        try (var jar = new JarOutputStream(Files.newOutputStream(library.resolve("team.jar")))) {
            jar.putNextEntry(new JarEntry("META-INF/services/dev.slipway.seed.SeedLoader"));
            jar.write("com.example.TeamSeed\n".getBytes(StandardCharsets.UTF_8));
            jar.closeEntry();
        }

        Checkup.of(project.environment("SEED_LIB_DIR", library.toString()))
                .shows("✗", "seed files", "a seed in the jars of " + library + " cannot be loaded")
                .lacks("seed files", "seeds")
                .tells("Provider com.example.TeamSeed not found")
                .exits(9);
    }

    @Test
    void findsAMixedScriptWithAndWithoutTheDatabase() {
        project.migrations()
                .with(
                        "V2__mixed.sql",
                        "create table a (x int);\ncreate index concurrently on a (x);\n");

        Checkup.of(project.environment())
                .shows("✗", "migration files", "a script mixes statements")
                .lacks("migration files", "history")
                .tells("V2__mixed.sql:2: cannot run in a transaction")
                .exits(7);
        at("postgresql://app:pw@no-such-host.invalid/shop")
                .shows("✗", "migration files", "a script mixes statements");
    }

    @Test
    void findsTwoMigrationsOfOneVersionWithoutTheDatabase() {
        project.migrations().with("V1__again.sql", "select 1;");

        at("postgresql://app:pw@no-such-host.invalid/shop")
                .shows("✗", "migration files", "two migrations cannot be told apart")
                .tells("V1__fruits.sql: has the version of V1__again.sql");
    }

    @Test
    void warnsOfFilesThatArePassedOver() {
        project.migrations().with("V2_color.sql", "select 1;");

        Checkup.of(project.environment())
                .shows("!", "migration files", "1 migration in", "1 file passed over")
                .tells("warning: files look like migrations and are passed over", "V2_color.sql")
                .exits(0);
    }

    @Test
    void findsAWrongManifest() {
        project.root().with("seeds/seeds.yaml", "seeds:\n  fruits:\n    mod: sync\n");

        Checkup.of(project.environment())
                .passes("history")
                .shows("✗", "seed files", "is not in order")
                .lacks("seed files", "seeds")
                .tells("error[seed]: the seeds folder", "seeds.yaml:3")
                .exits(9);
    }

    @Test
    void findsASeedWhoseFileIsNotThere() {
        project.root().with("seeds/seeds.yaml", "seeds:\n  pears:\n    file: pears.csv\n");

        Checkup.of(project.environment())
                .shows("✗", "seed files", "is not in order")
                .tells("pears.csv")
                .exits(9);
    }

    @Test
    void hasTheExitCodeOfTheFirstFailedCheck() {
        project.migrations().without("V1__fruits.sql");
        project.root().with("seeds/seeds.yaml", "seeds: [\n");

        var checkup = Checkup.of(project.environment());

        assertThat(checkup.failed()).hasSize(2);
        checkup.shows("✗", "migration files").shows("✗", "seed files").exits(3);
        assertThat(checkup.execution().stdout())
                .endsWith("\n2 checks failed: a run would not succeed.\n");
    }

    @Test
    void givesProgramsTheSameFacts() {
        var checkup = at("postgresql://app:pw@no-such-host.invalid/shop");
        var json =
                JsonMapper.builder()
                        .build()
                        .readTree(
                                FrontDoor.run(
                                                project.environment(
                                                        "DATABASE_URL",
                                                        "postgresql://app:pw@no-such-host.invalid/shop"),
                                                "doctor",
                                                "--output",
                                                "json")
                                        .stdout());

        assertThat(json.propertyNames()).containsExactly("result", "exitCode", "checks", "error");
        assertThat(json.get("result").asString()).isEqualTo("unreachable");
        assertThat(json.get("exitCode").asInt()).isEqualTo(4);
        assertThat(json.get("error")).isEqualTo(json.get("checks").get(2).get("failure"));
        assertThat(json.get("checks").get(2).propertyNames())
                .containsExactly("check", "state", "what", "failure");
        var states =
                StreamSupport.stream(json.get("checks").spliterator(), false)
                        .map(check -> check.get("state").asString())
                        .toList();
        assertThat(states).hasSize(22).startsWith("passed", "passed", "failed", "not applicable");
        assertThat(checkup.line("name resolution"))
                .endsWith(json.get("checks").get(2).get("what").asString());
    }

    @Test
    void usesAsciiWhereTheTerminalKnowsNoMore() {
        assertThat(onTerminal("C")).contains("  ok  settings").doesNotContain("✓");
        assertThat(onTerminal("de_DE.UTF-8")).contains("  ✓  settings");
    }

    private String onTerminal(String locale) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var environment = project.environment("LC_ALL", locale);
        new Slipway(
                        environment,
                        InputStream.nullInputStream(),
                        stream(out),
                        stream(err),
                        () -> true)
                .run("doctor");
        return out.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void endsSoonWhenItIsInterrupted() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var process =
                        SlipwayProcess.start(
                                project.environment(
                                        "DATABASE_URL",
                                        "postgresql://app:pw@127.0.0.1:"
                                                + silent.getLocalPort()
                                                + "/shop"),
                                "doctor")) {
            try (var asked = silent.accept()) {
                process.signal("TERM");

                assertThat(process.finish().exitCode()).isEqualTo(130);
                assertThat(asked.isConnected()).isTrue();
            }
        }
    }

    @Test
    void answersWithinItsDeadlinesWhenTheServerHangs() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var started = System.nanoTime();

            Checkup.of(
                            Map.of(
                                    "DATABASE_URL",
                                    "postgresql://app:pw@127.0.0.1:"
                                            + silent.getLocalPort()
                                            + "/shop"))
                    .shows("✗", "tls");

            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(Duration.ofSeconds(30));
        }
    }
}

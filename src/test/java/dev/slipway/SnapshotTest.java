package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.AwsAnswer;
import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.NeedsAws;
import dev.slipway.support.Project;
import dev.slipway.support.SlipwayProcess;
import dev.slipway.support.Wait;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.Tag;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;

/// A snapshot before the first pending migration, in the stand-in for RDS.
@NeedsAws
class SnapshotTest {
    private final String name = "shop-" + UUID.randomUUID().toString().substring(0, 8);
    private final RdsClient rds =
            RdsClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build();

    @TempDir private Path directory;

    private Project project;

    @BeforeEach
    void createProject() {
        project = new Project(directory);
        project.migrations().with("V1__fruits.sql", "create table fruits (name text);");
    }

    @AfterEach
    void close() {
        rds.close();
        project.close();
    }

    private void createInstance() {
        rds.createDBInstance(
                request ->
                        request.dbInstanceIdentifier(name)
                                .dbInstanceClass("db.t4g.micro")
                                .engine("postgres")
                                .masterUsername("root")
                                .masterUserPassword("secret12345")
                                .allocatedStorage(20));
    }

    private Execution migrate(String... args) {
        return FrontDoor.run(project.environment("SNAPSHOT_OF", name), args);
    }

    private List<DBSnapshot> snapshots() {
        return rds.describeDBSnapshots(
                        request -> request.dbInstanceIdentifier(name).snapshotType("manual"))
                .dbSnapshots();
    }

    private static String clusterAnswer() {
        return "<R><DescribeDBClustersResult><DBClusters><DBCluster><DBClusterIdentifier>shop</DBClusterIdentifier><Engine>aurora-postgresql</Engine><Status>available</Status></DBCluster></DBClusters></DescribeDBClustersResult></R>";
    }

    private static String snapshotAnswer(String status, int percent) {
        return "<R><DescribeDBClusterSnapshotsResult><DBClusterSnapshots><DBClusterSnapshot><Status>"
                + status
                + "</Status><PercentProgress>"
                + percent
                + "</PercentProgress></DBClusterSnapshot></DBClusterSnapshots></DescribeDBClusterSnapshotsResult></R>";
    }

    @Test
    void takesASnapshotOfTheInstanceBeforeTheFirstPendingMigration() {
        createInstance();
        project.run("migrate");
        project.migrations().with("V2__pears.sql", "create table pears (name text);");

        var result = migrate("migrate", "--snapshot");

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        var snapshot = snapshots().getFirst();
        var taken = snapshot.dbSnapshotIdentifier();
        assertThat(taken)
                .matches(
                        "slipway-" + project.database().name().replace('_', '-') + "-v1-[0-9]{14}");
        assertThat(snapshot.tagList())
                .contains(tag("slipway-database", project.database().name()))
                .contains(tag("slipway-schema-version", "1"))
                .anyMatch(
                        tag ->
                                tag.key().equals("slipway-run")
                                        && tag.value().matches("slipway [0-9.]+ [0-9a-f]+"));
        assertThat(result.stderr())
                .contains("taking the snapshot " + taken + " of the instance " + name);
        assertThat(result.stdout())
                .contains(
                        "Snapshot " + taken + " of the instance " + name + " was taken in ",
                        "aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier "
                                + taken);
        assertThat(project.applied()).isEqualTo("1 2");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void takesASnapshotOfTheClusterThatAnInstanceBelongsTo() {
        rds.createDBCluster(
                request ->
                        request.dbClusterIdentifier(name)
                                .engine("aurora-postgresql")
                                .masterUsername("root")
                                .masterUserPassword("secret12345"));
        rds.createDBInstance(
                request ->
                        request.dbInstanceIdentifier(name + "-1")
                                .dbInstanceClass("db.r6g.large")
                                .engine("aurora-postgresql")
                                .dbClusterIdentifier(name));

        var result =
                FrontDoor.run(
                        project.environment(
                                "SNAPSHOT_OF",
                                name + "-1",
                                "SNAPSHOT",
                                "true",
                                "RUN_MIGRATIONS",
                                "true"),
                        "run",
                        "--output",
                        "json");

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        var taken =
                rds.describeDBClusterSnapshots(
                                request -> request.dbClusterIdentifier(name).snapshotType("manual"))
                        .dbClusterSnapshots()
                        .getFirst()
                        .dbClusterSnapshotIdentifier();
        assertThat(taken).contains("-empty-");
        var snapshot = JsonMapper.shared().readTree(result.stdout()).get("snapshot");
        assertThat(snapshot.get("name").stringValue()).isEqualTo(taken);
        assertThat(snapshot.get("kind").stringValue()).isEqualTo("cluster");
        assertThat(snapshot.get("of").stringValue()).isEqualTo(name);
        assertThat(snapshot.get("restore").stringValue())
                .startsWith(
                        "aws rds restore-db-cluster-from-snapshot --snapshot-identifier " + taken)
                .endsWith("--engine aurora-postgresql");
    }

    @Test
    void takesNoSnapshotWhenNothingIsPending() {
        createInstance();
        project.run("migrate");

        var result = migrate("migrate", "--snapshot");
        // With this option the history is not proved to be current with one look.
        var longWay =
                FrontDoor.run(
                        project.environment(
                                "SNAPSHOT_OF",
                                name,
                                "SNAPSHOT",
                                "true",
                                "FLYWAY_BASELINE_ON_MIGRATE",
                                "true"),
                        "migrate");

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        assertThat(longWay.exitCode()).as(longWay.stderr()).isZero();
        assertThat(result.stdout()).contains("Nothing to migrate");
        assertThat(snapshots()).isEmpty();
    }

    @Test
    void saysInAPlanThatASnapshotWouldBeTaken() {
        createInstance();

        var text = migrate("migrate", "--plan", "--snapshot");
        var json = migrate("migrate", "--plan", "--snapshot", "--output", "json");
        var without = migrate("migrate", "--plan", "--output", "json");

        assertThat(text.stdout()).contains("A snapshot would be taken first.");
        assertThat(json.stdout()).contains("\"snapshotFirst\" : true");
        assertThat(without.stdout()).contains("\"snapshotFirst\" : false");
        assertThat(snapshots()).isEmpty();
    }

    @Test
    void takesNoSnapshotForAHistoryThatRefusesTheMigrations() {
        createInstance();
        project.run("migrate");
        project.migrations()
                .with("V1__fruits.sql", "create table fruits (name text, id int);")
                .with("V2__pears.sql", "create table pears (name text);");

        var result = migrate("migrate", "--snapshot");

        assertThat(result.exitCode()).isEqualTo(8);
        assertThat(snapshots()).isEmpty();
    }

    @Test
    void namesTheSnapshotWhenAMigrationFailsAfterIt() {
        createInstance();
        project.migrations().with("V2__bad.sql", "select 1 / 0;");

        var result = migrate("migrate", "--snapshot");

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stdout())
                .contains("Snapshot " + snapshots().getFirst().dbSnapshotIdentifier());
    }

    private void assertNothingMigrated(Execution result, int exitCode, String... words) {
        assertThat(result.stderr()).contains("nothing was migrated").contains(words);
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(project.database().tables()).doesNotContain("fruits");
    }

    @Test
    void migratesNothingWhenTheInstanceIsNotThere() {
        assertNothingMigrated(
                migrate("migrate", "--snapshot"),
                3,
                "RDS has no instance and no cluster " + name,
                "correct SNAPSHOT_OF");
    }

    @Test
    void migratesNothingWhenNoInstanceHasTheHost() {
        assertNothingMigrated(
                FrontDoor.run(project.environment(), "migrate", "--snapshot"),
                3,
                "no instance of RDS has the endpoint 127.0.0.1",
                "name the instance or cluster in SNAPSHOT_OF");
    }

    @Test
    void migratesNothingWhenTheRightToASnapshotIsMissing() {
        try (var _ =
                new AwsAnswer(
                        403,
                        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>")) {
            assertNothingMigrated(
                    migrate("migrate", "--snapshot"),
                    5,
                    "allow the role that this runs as rds:DescribeDBClusters on *");
        }
    }

    @Test
    void waitsUntilTheSnapshotIsCompleteAndSaysHowFarItIs() {
        try (var aws =
                new AwsAnswer(
                        200,
                        clusterAnswer(),
                        "<R/>",
                        snapshotAnswer("creating", 40),
                        snapshotAnswer("available", 100))) {
            var result = migrate("migrate", "--snapshot");

            assertThat(result.exitCode()).as(result.stderr()).isZero();
            assertThat(result.stderr()).contains(": creating, 40 %");
            assertThat(aws.requests())
                    .extracting(request -> request.replaceAll(".*Action=(\\w+).*", "$1"))
                    .containsExactly(
                            "DescribeDBClusters",
                            "CreateDBClusterSnapshot",
                            "DescribeDBClusterSnapshots",
                            "DescribeDBClusterSnapshots");
            assertThat(project.applied()).isEqualTo("1");
        }
    }

    @Test
    void migratesNothingWhenTheSnapshotFails() {
        try (var _ = new AwsAnswer(200, clusterAnswer(), "<R/>", snapshotAnswer("failed", 40))) {
            assertNothingMigrated(
                    migrate("migrate", "--snapshot"), 4, "failed; nothing was migrated");
        }
    }

    @Test
    void migratesNothingWhenTheSnapshotTakesTooLong() {
        try (var _ = new AwsAnswer(200, clusterAnswer(), "<R/>", snapshotAnswer("creating", 40))) {
            assertNothingMigrated(
                    FrontDoor.run(
                            project.environment("SNAPSHOT_OF", name, "SNAPSHOT_TIMEOUT", "1s"),
                            "migrate",
                            "--snapshot"),
                    4,
                    "was not complete within 1 s",
                    "RDS is at creating, 40 %, and goes on with it",
                    "SNAPSHOT_TIMEOUT");
        }
    }

    @Test
    void endsTheWaitWhenItIsToldToStop() {
        try (var aws =
                new AwsAnswer(200, clusterAnswer(), "<R/>", snapshotAnswer("creating", 40))) {
            var environment = new HashMap<>(System.getenv());
            environment.putAll(project.environment("SNAPSHOT_OF", name));
            environment.put("AWS_ENDPOINT_URL", aws.url());
            try (var run = SlipwayProcess.start(environment, "migrate", "--snapshot")) {
                Wait.until("it waits", () -> run.stderr().contains("creating, 40 %"));
                run.signal("TERM");
                var result = run.finish();

                assertThat(result.exitCode()).isEqualTo(130);
                assertThat(result.stderr())
                        .contains("RDS goes on with the snapshot", "error[interrupted]");
                assertThat(project.database().tables()).doesNotContain("fruits");
            }
        }
    }
}

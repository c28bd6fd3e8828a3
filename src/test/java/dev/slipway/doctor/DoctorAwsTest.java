package dev.slipway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Checkup;
import dev.slipway.support.NeedsAws;
import dev.slipway.support.Project;
import dev.slipway.support.Shell;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What the doctor finds in AWS, on a stand-in for it.
@NeedsAws
class DoctorAwsTest {
    private static final String REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com/";

    @TempDir private Path directory;

    private final String name = "doctor-" + UUID.randomUUID();
    private Project project;

    @BeforeEach
    void createDatabase() {
        project = new Project(directory);
        project.migrations().with("V1__fruits.sql", "create table fruits (name text primary key);");
        project.root().with("seeds/fruits.csv", "name\napple\n");
    }

    @AfterEach
    void dropDatabase() {
        project.close();
    }

    private static String aws(String query, String... command) {
        // The client's first version knows the variable for some services only.
        var endpoint = System.getenv("AWS_ENDPOINT_URL");
        var whole =
                new ArrayList<>(
                        List.of(
                                "aws",
                                "--endpoint-url",
                                endpoint,
                                "--output",
                                "text",
                                "--query",
                                query));
        whole.addAll(List.of(command));
        return Shell.output(whole.toArray(String[]::new));
    }

    private String put(String... platforms) {
        var manifests =
                List.of(platforms).stream()
                        .map(
                                platform ->
                                        "{\"digest\": \"sha256:%s\", \"platform\": {\"os\": \"linux\", \"architecture\": \"%s\"}}"
                                                .formatted(platform, platform))
                        .toList();
        aws("repository", "ecr", "create-repository", "--repository-name", name);
        aws(
                "image.imageId.imageTag",
                "ecr",
                "put-image",
                "--repository-name",
                name,
                "--image-tag",
                "one",
                "--image-manifest-media-type",
                "application/vnd.oci.image.index.v1+json",
                "--image-manifest",
                "{\"schemaVersion\": 2, \"manifests\": [%s]}"
                        .formatted(String.join(",", manifests)));
        return REGISTRY + name + ":one";
    }

    private void createProject(String type, String vpc, String subnet, String group, String image) {
        var document =
                Map.of(
                        "name", name,
                        "source", Map.of("type", "NO_SOURCE", "buildspec", "version: 0.2"),
                        "artifacts", Map.of("type", "NO_ARTIFACTS"),
                        "serviceRole", "arn:aws:iam::123456789012:role/slipway-codebuild",
                        "vpcConfig",
                                Map.of(
                                        "vpcId", vpc,
                                        "subnets", List.of(subnet),
                                        "securityGroupIds", List.of(group)),
                        "environment",
                                Map.of(
                                        "type",
                                        type,
                                        "computeType",
                                        "BUILD_GENERAL1_SMALL",
                                        "image",
                                        "aws/codebuild/standard:7.0",
                                        "privilegedMode",
                                        true,
                                        "environmentVariables",
                                        List.of(
                                                variable("IMAGE_URI", image, "PLAINTEXT"),
                                                variable(
                                                        "DATABASE_URL",
                                                        "slipway/database-url",
                                                        "SECRETS_MANAGER"))));
        create(document);
    }

    private static Map<String, String> variable(String name, String value, String type) {
        return Map.of("name", name, "value", value, "type", type);
    }

    private void create(Map<String, Object> document) {
        project.root().with("project.json", JsonMapper.shared().writeValueAsString(document));
        aws(
                "project.name",
                "codebuild",
                "create-project",
                "--cli-input-json",
                "file://" + directory.resolve("project.json"));
    }

    private static String subnet(int index) {
        return aws("Subnets[" + index + "].SubnetId", "ec2", "describe-subnets");
    }

    private static String vpc() {
        return aws("Subnets[0].VpcId", "ec2", "describe-subnets");
    }

    private String securityGroup(String of, String vpc) {
        return aws(
                "GroupId",
                "ec2",
                "create-security-group",
                "--group-name",
                name + "-" + of,
                "--description",
                "x",
                "--vpc-id",
                vpc);
    }

    /// A database of RDS, whose name does not resolve here.
    private String createInstance(String group) {
        aws(
                "DBSubnetGroup.DBSubnetGroupName",
                "rds",
                "create-db-subnet-group",
                "--db-subnet-group-name",
                name,
                "--db-subnet-group-description",
                "x",
                "--subnet-ids",
                subnet(0),
                subnet(1));
        return aws(
                "DBInstance.Endpoint.Address",
                "rds",
                "create-db-instance",
                "--db-instance-identifier",
                name,
                "--db-instance-class",
                "db.t4g.micro",
                "--engine",
                "postgres",
                "--master-username",
                "root",
                "--master-user-password",
                "secret12345",
                "--allocated-storage",
                "20",
                "--db-subnet-group-name",
                name,
                "--vpc-security-group-ids",
                group);
    }

    private Checkup check(String... args) {
        return Checkup.of(project.environment(), args);
    }

    @Test
    void looksAtNothingThatIsNotNamed() {
        check().shows("–", "secret", "DATABASE_SECRET is not set")
                .shows("–", "project", "none is named (--project)")
                .shows("–", "image", "none is named (--image)")
                .shows("–", "vpc", "no project is named (--project)")
                .exits(0);
    }

    @Test
    void namesTheKeysOfTheSecretAndNoValue() {
        aws(
                "Name",
                "secretsmanager",
                "create-secret",
                "--name",
                name,
                "--secret-string",
                "{\"username\": \"app\", \"password\": \"p#s%s@w/r:d ?1\"}");
        var environment = project.environment();
        environment.remove("DATABASE_URL");
        environment.putAll(
                Map.of(
                        "DATABASE_SECRET",
                        name,
                        "DB_HOST",
                        "127.0.0.1",
                        "DB_PORT",
                        Integer.toString(project.database().port()),
                        "DB_NAME",
                        project.database().name()));

        var checkup = Checkup.of(environment);

        checkup.passes("settings", "authentication")
                .shows("✓", "secret", name + " holds JSON with username, password")
                .exits(0);
        assertThat(checkup.execution().toString()).doesNotContain("p#s%s@w");
    }

    @Test
    void saysThatTheSecretIsNotThere() {
        var environment = project.environment("DATABASE_SECRET", "none-" + name);
        environment.remove("DATABASE_URL");

        Checkup.of(environment)
                .shows("✗", "settings", "none-" + name)
                .lacks("settings", "secret", "name resolution")
                .exits(3);
    }

    /// Two of the classic four: `exec format error` and `no matching manifest`.
    @Test
    void recognizesAnImageForAnotherArchitectureThanTheProjects() {
        var image = put("arm64");
        createProject("LINUX_CONTAINER", vpc(), subnet(0), "sg-1", image);

        check("--project", name)
                .shows("✓", "project", "aws/codebuild/standard:7.0 (amd64), role slipway-codebuild")
                .shows("✗", "image", name + ":one is for linux/arm64")
                .tells(
                        "error[refused]: " + name + ":one is for linux/arm64, not for linux/amd64",
                        "exec format error, or no matching manifest for linux/amd64",
                        "docker buildx build --platform linux/amd64 -t " + image + " --push .")
                .exits(5);
    }

    @Test
    void passesAnImageForTheProjectsArchitecture() {
        put("arm64", "amd64");
        createProject("ARM_CONTAINER", vpc(), subnet(0), "sg-1", REGISTRY + name + ":one");

        check("--project", name)
                .shows("✓", "image", name + ":one is for linux/arm64, linux/amd64")
                .exits(0);
    }

    @Test
    void onlyWarnsWhereNoProjectSaysWhatMachineItIs() {
        check("--image", put("arm64"))
                .shows("!", "image", "is for linux/arm64")
                .tells("warning: ", "not for linux/amd64")
                .exits(0);
        check("--image", "docker.io/library/slipway:1")
                .shows("–", "image", "docker buildx imagetools inspect")
                .exits(0);
    }

    @Test
    void saysThatAnImageOrAProjectIsNotThere() {
        check("--image", REGISTRY + name + ":never", "--project", "none-" + name)
                .shows("✗", "project", "there is no CodeBuild project none-" + name)
                .lacks("project", "image", "vpc")
                .exits(3);
        check("--image", REGISTRY + name + ":never")
                .shows("✗", "image", "cannot be read")
                .tells("there is no repository " + name)
                .exits(3);
    }

    @Test
    void namesEverythingThatAProjectLacks() {
        create(
                Map.of(
                        "name", name,
                        "source", Map.of("type", "NO_SOURCE", "buildspec", "version: 0.2"),
                        "artifacts", Map.of("type", "NO_ARTIFACTS"),
                        "serviceRole", "arn:aws:iam::123456789012:role/slipway-codebuild",
                        "environment",
                                Map.of(
                                        "type", "LINUX_CONTAINER",
                                        "computeType", "BUILD_GENERAL1_SMALL",
                                        "image", "aws/codebuild/standard:7.0")));

        check("--project", name)
                .shows("✗", "project", "outside of a VPC", "docker", "IMAGE_URI", "DATABASE_URL")
                .tells("infrastructure/codebuild/project.json shows a project that works")
                .exits(3);
    }

    @Test
    void saysWhetherTheProjectsGroupReachesTheDatabases() {
        var vpc = vpc();
        var ofProject = securityGroup("project", vpc);
        var ofDatabase = securityGroup("database", vpc);
        put("amd64");
        createProject("LINUX_CONTAINER", vpc, subnet(0), ofProject, REGISTRY + name + ":one");
        var host = createInstance(ofDatabase);
        var environment =
                project.environment("DATABASE_URL", "postgresql://app:pw@" + host + ":5432/shop");

        Checkup.of(environment, "--project", name)
                .shows("✗", "name resolution", host)
                .shows("✗", "vpc", "(" + ofDatabase + ") admits port 5432 from " + ofProject)
                .tells(
                        "does not reach the instance " + name,
                        "its builds would say: connection timed out",
                        "aws ec2 authorize-security-group-ingress --group-id "
                                + ofDatabase
                                + " --protocol tcp --port 5432 --source-group "
                                + ofProject)
                .exits(4);

        aws(
                "Return",
                "ec2",
                "authorize-security-group-ingress",
                "--group-id",
                ofDatabase,
                "--protocol",
                "tcp",
                "--port",
                "5432",
                "--source-group",
                ofProject);

        Checkup.of(environment, "--project", name)
                .shows("✓", "vpc", "are in " + vpc, ofDatabase + " admits port 5432");
    }

    @Test
    void knowsARangeThatHoldsTheProjectsSubnet() {
        var vpc = vpc();
        var ofProject = securityGroup("project", vpc);
        var ofDatabase = securityGroup("database", vpc);
        createProject("LINUX_CONTAINER", vpc, subnet(0), ofProject, "registry/slipway:1");
        var host = createInstance(ofDatabase);
        var environment =
                project.environment("DATABASE_URL", "postgresql://app:pw@" + host + ":5432/shop");

        admit(ofDatabase, "192.168.0.0/16");
        Checkup.of(environment, "--project", name).shows("✗", "vpc", "admits port 5432");

        admit(ofDatabase, "172.31.0.0/16");
        Checkup.of(environment, "--project", name).shows("✓", "vpc", "admits port 5432");
    }

    private static void admit(String group, String range) {
        aws(
                "Return",
                "ec2",
                "authorize-security-group-ingress",
                "--group-id",
                group,
                "--protocol",
                "tcp",
                "--port",
                "5432",
                "--cidr",
                range);
    }
}

package dev.slipway.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.settings.SecretReference;
import dev.slipway.support.AwsAnswer;
import dev.slipway.support.NeedsAws;
import dev.slipway.support.Shell;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.rds.RdsClient;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// What is read from AWS about the network, the image and the project, from the stand-in.
@NeedsAws
class AwsFactsTest {
    private static final String REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com/";

    private final String name = "t" + UUID.randomUUID();

    private final RdsClient rds =
            RdsClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build();

    @AfterEach
    void close() {
        rds.close();
    }

    @TempDir private Path directory;

    private static JsonNode aws(String... command) {
        var whole = new ArrayList<>(List.of("aws", "--output", "json"));
        whole.addAll(List.of(command));
        var output = Shell.output(whole.toArray(String[]::new));
        return JsonMapper.shared().readTree(output.isEmpty() ? "{}" : output);
    }

    private static Failure failure(ThrowingCallable call) {
        var failures = new Failure[1];
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FailureException.class, thrown -> failures[0] = thrown.failure());
        return failures[0];
    }

    private static String text(JsonNode node, String pointer) {
        return node.at(pointer).asString();
    }

    @Test
    void findsAnInstanceByItsEndpointWithItsNetwork() {
        var subnets = aws("ec2", "describe-subnets");
        var one = text(subnets, "/Subnets/0/SubnetId");
        var two = text(subnets, "/Subnets/1/SubnetId");
        var vpc = text(subnets, "/Subnets/0/VpcId");
        var group = securityGroup(vpc);
        rds.createDBSubnetGroup(
                request ->
                        request.dbSubnetGroupName(name)
                                .dbSubnetGroupDescription("x")
                                .subnetIds(one, two));
        var endpoint =
                rds.createDBInstance(
                                request ->
                                        request.dbInstanceIdentifier(name)
                                                .dbInstanceClass("db.t4g.micro")
                                                .engine("postgres")
                                                .masterUsername("root")
                                                .masterUserPassword("secret12345")
                                                .allocatedStorage(20)
                                                .dbSubnetGroupName(name)
                                                .vpcSecurityGroupIds(group)
                                                .enableIAMDatabaseAuthentication(true))
                        .dbInstance()
                        .endpoint()
                        .address();

        try (var databases = RdsDatabases.near(endpoint)) {
            var found = databases.byHost(endpoint.toUpperCase(Locale.ROOT)).orElseThrow();

            assertThat(found.kind()).isEqualTo(RdsDatabase.Kind.INSTANCE);
            assertThat(found.identifier()).isEqualTo(name);
            assertThat(found.host()).isEqualTo(endpoint);
            assertThat(found.port()).isEqualTo(5432);
            assertThat(found.engine()).isEqualTo("postgres");
            assertThat(found.status()).isEqualTo("available");
            assertThat(found.vpc()).isEqualTo(vpc);
            assertThat(found.subnets()).containsExactlyInAnyOrder(one, two);
            assertThat(found.securityGroups()).containsExactly(group);
            assertThat(found.iamAuthentication()).isTrue();
            assertThat(databases.named(name)).contains(found);
            assertThat(databases.byHost("db.internal")).isEmpty();
            assertThat(databases.named("none" + name)).isEmpty();
        }
    }

    @Test
    void findsAClusterByItsWriterAndByAnInstanceOfItAndNotByItsReaders() {
        var cluster =
                rds.createDBCluster(
                                request ->
                                        request.dbClusterIdentifier(name)
                                                .engine("aurora-postgresql")
                                                .masterUsername("root")
                                                .masterUserPassword("secret12345"))
                        .dbCluster();
        var member =
                rds.createDBInstance(
                                request ->
                                        request.dbInstanceIdentifier(name + "-1")
                                                .dbInstanceClass("db.r6g.large")
                                                .engine("aurora-postgresql")
                                                .dbClusterIdentifier(name))
                        .dbInstance()
                        .endpoint()
                        .address();
        var writer = cluster.endpoint();
        var reader = cluster.readerEndpoint();

        try (var databases = RdsDatabases.near(writer)) {
            var found = databases.byHost(writer).orElseThrow();

            assertThat(found.kind()).isEqualTo(RdsDatabase.Kind.CLUSTER);
            assertThat(found.identifier()).isEqualTo(name);
            assertThat(found.engine()).isEqualTo("aurora-postgresql");
            assertThat(databases.byHost(member)).contains(found);
            assertThat(databases.named(name)).contains(found);
            assertThat(databases.named(name + "-1")).contains(found);
            assertThat(databases.byHost(reader)).isEmpty();
        }
    }

    private String securityGroup(String vpc) {
        return text(
                aws(
                        "ec2",
                        "create-security-group",
                        "--group-name",
                        name,
                        "--description",
                        "x",
                        "--vpc-id",
                        vpc),
                "/GroupId");
    }

    @Test
    void readsTheRulesOfSecurityGroups() {
        var vpc = text(aws("ec2", "describe-subnets"), "/Subnets/0/VpcId");
        var group = securityGroup(vpc);
        aws(
                "ec2",
                "authorize-security-group-ingress",
                "--group-id",
                group,
                "--protocol",
                "tcp",
                "--port",
                "5432",
                "--source-group",
                group);
        aws(
                "ec2",
                "authorize-security-group-ingress",
                "--group-id",
                group,
                "--protocol",
                "tcp",
                "--port",
                "8000-9000",
                "--cidr",
                "10.0.0.0/8");

        var found = VpcNetwork.securityGroups(List.of(group)).getFirst();

        assertThat(found.id()).isEqualTo(group);
        assertThat(found.name()).isEqualTo(name);
        assertThat(found.vpc()).isEqualTo(vpc);
        assertThat(found.inbound())
                .containsExactlyInAnyOrder(
                        new SecurityGroup.Rule(
                                "tcp", 5432, 5432, List.of(), List.of(group), List.of()),
                        new SecurityGroup.Rule(
                                "tcp", 8000, 9000, List.of("10.0.0.0/8"), List.of(), List.of()));
        assertThat(found.inbound()).filteredOn(rule -> rule.covers(8500)).hasSize(1);
        assertThat(found.outbound())
                .singleElement()
                .satisfies(
                        rule -> {
                            assertThat(rule.ranges()).containsExactly("0.0.0.0/0");
                            assertThat(rule.covers(5432)).isTrue();
                        });
    }

    @Test
    void readsSubnets() {
        var subnets = aws("ec2", "describe-subnets");

        var found =
                VpcNetwork.subnets(
                        List.of(
                                text(subnets, "/Subnets/0/SubnetId"),
                                text(subnets, "/Subnets/1/SubnetId")));

        assertThat(found).hasSize(2);
        assertThat(found)
                .contains(
                        new VpcSubnet(
                                text(subnets, "/Subnets/0/SubnetId"),
                                text(subnets, "/Subnets/0/VpcId"),
                                text(subnets, "/Subnets/0/AvailabilityZone"),
                                text(subnets, "/Subnets/0/CidrBlock")));
    }

    @Test
    void saysWhatToAllowWhereEc2Refuses() {
        var answer =
                "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized</Message></Error></Errors></Response>";
        try (var aws = new AwsAnswer(403, answer)) {
            var failure = failure(() -> VpcNetwork.subnets(List.of("subnet-1", "subnet-2")));

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure.why()).singleElement().asString().contains("You are not authorized");
            assertThat(failure.fix()).singleElement().asString().contains("ec2:DescribeSubnets");
            assertThat(aws.requests())
                    .containsExactly(
                            "Action=DescribeSubnets&SubnetId.1=subnet-1&SubnetId.2=subnet-2&Version=2016-11-15");
        }
    }

    @Test
    void saysThatASubnetDoesNotExist() {
        var failure = failure(() -> VpcNetwork.subnets(List.of("subnet-00000000")));

        assertThat(failure.why()).singleElement().asString().contains("InvalidSubnetID.NotFound");
    }

    @Test
    void readsABuildProject() throws IOException {
        var project =
                """
                {"name": "NAME", "source": {"type": "NO_SOURCE", "buildspec": "version: 0.2"},
                 "artifacts": {"type": "NO_ARTIFACTS"}, "serviceRole": "arn:aws:iam::123456789012:role/slipway",
                 "concurrentBuildLimit": 1,
                 "vpcConfig": {"vpcId": "vpc-1", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]},
                 "environment": {"type": "ARM_CONTAINER", "computeType": "BUILD_GENERAL1_SMALL",
                   "image": "aws/codebuild/amazonlinux-aarch64-standard:3.0", "privilegedMode": true,
                   "environmentVariables": [
                     {"name": "IMAGE_URI", "value": "registry/slipway:1", "type": "PLAINTEXT"},
                     {"name": "DATABASE_URL", "value": "slipway/url", "type": "SECRETS_MANAGER"}]}}
                """
                        .replace("NAME", name);
        var file = directory.resolve("project.json");
        Files.writeString(file, project);
        aws("codebuild", "create-project", "--cli-input-json", "file://" + file);

        assertThat(BuildProjects.named(name, AwsAccess.DEFAULT))
                .contains(
                        new BuildProject(
                                name,
                                "aws/codebuild/amazonlinux-aarch64-standard:3.0",
                                "registry/slipway:1",
                                "arm64",
                                true,
                                "arn:aws:iam::123456789012:role/slipway",
                                "vpc-1",
                                List.of("subnet-1"),
                                List.of("sg-1"),
                                1,
                                List.of("IMAGE_URI", "DATABASE_URL")));
        assertThat(BuildProjects.named("none" + name, AwsAccess.DEFAULT)).isEmpty();
    }

    private EcrImage put(String manifest, String mediaType) {
        aws("ecr", "create-repository", "--repository-name", name);
        aws(
                "ecr",
                "put-image",
                "--repository-name",
                name,
                "--image-tag",
                "one",
                "--image-manifest-media-type",
                mediaType,
                "--image-manifest",
                manifest);
        return EcrImage.of(REGISTRY + name + ":one").orElseThrow();
    }

    @Test
    void readsThePlatformsOfAnIndexWithoutWhatTheBuilderAdded() {
        var image =
                put(
                        """
                        {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [
                          {"digest": "sha256:a", "platform": {"os": "linux", "architecture": "amd64"}},
                          {"digest": "sha256:b", "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"}},
                          {"digest": "sha256:c", "platform": {"os": "unknown", "architecture": "unknown"}}]}
                        """,
                        "application/vnd.oci.image.index.v1+json");

        assertThat(EcrPlatforms.of(image, AwsAccess.DEFAULT))
                .extracting(Platform::toString)
                .containsExactly("linux/amd64", "linux/arm64/v8");
    }

    @Test
    void readsThePlatformOfASingleImageFromItsConfiguration() {
        var manifest =
                "{\"schemaVersion\": 2, \"config\": {\"digest\": \"sha256:abc\"}, \"layers\": []}";
        try (var aws =
                new AwsAnswer(
                        200,
                        JsonMapper.shared()
                                .writeValueAsString(
                                        Map.of(
                                                "images",
                                                List.of(Map.of("imageManifest", manifest)))),
                        "{\"downloadUrl\": \"URL/blob\"}",
                        "{\"os\": \"linux\", \"architecture\": \"arm64\", \"config\": {}}")) {
            var image = EcrImage.of(REGISTRY + name).orElseThrow();

            assertThat(EcrPlatforms.of(image, AwsAccess.DEFAULT))
                    .containsExactly(new Platform("linux", "arm64", ""));
            assertThat(aws.requests().get(1)).contains("sha256:abc");
        }
    }

    @Test
    void saysThatAnImageWasNotPushed() {
        aws("ecr", "create-repository", "--repository-name", name);
        var image = EcrImage.of(REGISTRY + name + ":never").orElseThrow();
        var elsewhere = EcrImage.of(REGISTRY + "none" + name + ":never").orElseThrow();

        assertThat(failure(() -> EcrPlatforms.of(image, AwsAccess.DEFAULT)).why())
                .containsExactly(
                        "the repository has no such image in account 123456789012, region us-east-1");
        assertThat(failure(() -> EcrPlatforms.of(elsewhere, AwsAccess.DEFAULT)).why())
                .singleElement()
                .asString()
                .startsWith("there is no repository none" + name);
    }

    @Test
    void knowsAnImageInEcrByItsName() {
        assertThat(EcrImage.of("docker.io/library/postgres:17")).isEmpty();
        assertThat(EcrImage.of(REGISTRY + "team/slipway"))
                .contains(
                        new EcrImage("123456789012", "us-east-1", "team/slipway", "latest", null));
    }

    @Test
    void readsTheKeysOfASecretAndNoValue() {
        aws(
                "secretsmanager",
                "create-secret",
                "--name",
                name,
                "--secret-string",
                "{\"username\": \"app\", \"password\": \"p4ssw0rd\"}");

        var shape = SecretStore.shape(new SecretReference(name, null, null, null, null));

        assertThat(shape)
                .isEqualTo(new SecretShape(SecretShape.Kind.JSON, List.of("username", "password")));
    }
}

package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Alongside;
import dev.slipway.support.NeedsAws;
import dev.slipway.support.Policies;
import dev.slipway.support.Policy;
import dev.slipway.support.Shell;
import dev.slipway.support.Terraform;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The Terraform modules: both examples are applied once, to the stand-in for AWS, and what came of
/// it is looked at. The modules' own tests run in one process, since each start of the provider
/// costs seconds.
@NeedsAws
@Alongside
class TerraformTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path TERRAFORM = Path.of("infrastructure/terraform");

    @TempDir private static Path copy;

    private static Terraform terraform;
    private static String name;
    private static JsonNode state;

    @BeforeAll
    static void applyTheExamples() {
        terraform = new Terraform(copy, Path.of("src/test/resources/terraform/main.tf"));
        name = "terraform-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        terraform.apply("name=" + name);
        state = JSON.readTree(terraform.state());
    }

    @AfterAll
    static void leaveNothingBehind() {
        terraform.close();
    }

    @Test
    void noPolicyAllowsMoreThanAwsDemands() {
        var policies = Policies.of(state);

        assertThat(policies.stream().map(Policy::address))
                .contains(
                        "module.complete.module.codebuild_runner.aws_iam_role_policy.this",
                        "module.complete.module.ecs_runner.aws_iam_role_policy.execution",
                        "module.complete.module.ecs_runner.aws_iam_role_policy.task",
                        "module.complete.module.deploy_role.aws_iam_role_policy.push",
                        "module.complete.module.deploy_role.aws_iam_role_policy.start",
                        "module.complete.module.image_repository.aws_ecr_repository_policy.this",
                        "module.existing_vpc.module.runner.aws_iam_role_policy.this",
                        "module.codebuild_runner.aws_iam_role_policy.this",
                        "module.ecs_runner.aws_iam_role_policy.task");
        assertThat(policies.stream().flatMap(policy -> policy.faults(name).stream())).isEmpty();
    }

    /// Else every start by that role would be refused.
    @Test
    void theDeployRoleMaySetWhateverAStartSets() {
        assertThat(output("start_policy_json"))
                .contains(
                        "\"IMAGE_URI\"",
                        "\"REPORT_LINE\"",
                        "\"RUN_MIGRATIONS\"",
                        "\"RUN_ROLES\"",
                        "\"RUN_SEED\"");
    }

    /// A policy of its own may have no more than 6144 characters.
    @Test
    void aPolicyForPeopleDoesNotPushAndCanBeAttached() {
        assertThat(output("start_policy_json"))
                .contains("codebuild:StartBuild", "ecs:RunTask")
                .doesNotContain("ecr:PutImage")
                .hasSizeLessThanOrEqualTo(6144);
    }

    @Test
    void aFinalSnapshotHasANameOfItsOwn() {
        var database =
                attributes("module.complete.module.database", "aws_rds_cluster", "this").getFirst();

        assertThat(database.get("final_snapshot_identifier").stringValue())
                .matches(name + "-final-20[0-9]{12}");
        assertThat(database.get("skip_final_snapshot").booleanValue()).isFalse();
    }

    @Test
    void theOutputIsASlipwayYaml() {
        var environments = new YAMLMapper().readTree(output("slipway_yaml")).get("environments");

        var production = environments.get("production");
        assertThat(production.get("on").stringValue()).isEqualTo("codebuild");
        assertThat(production.get("region").stringValue()).isEqualTo("us-east-1");
        assertThat(production.get("project").stringValue()).isEqualTo(name);
        var ecs = environments.get("production-ecs");
        assertThat(ecs.get("on").stringValue()).isEqualTo("ecs");
        assertThat(ecs.get("cluster").stringValue()).isEqualTo(name);
        assertThat(ecs.get("task-definition").stringValue()).isEqualTo(name);
        assertThat(ecs.get("subnets").values())
                .extracting(JsonNode::stringValue)
                .hasSize(2)
                .allMatch(subnet -> subnet.startsWith("subnet-"));
        assertThat(ecs.get("security-groups").values())
                .extracting(JsonNode::stringValue)
                .singleElement()
                .satisfies(group -> assertThat(group).startsWith("sg-"));
        assertThat(ecs.get("public-ip").booleanValue()).isFalse();
        assertThat(ecs.get("confirm").booleanValue()).isTrue();
    }

    @Test
    void onlySecurityGroupsAreLetIn() {
        var rules =
                state.get("resources")
                        .valueStream()
                        .filter(
                                resource ->
                                        resource.get("type")
                                                .stringValue()
                                                .equals("aws_vpc_security_group_ingress_rule"))
                        .flatMap(resource -> resource.get("instances").valueStream())
                        .map(instance -> instance.get("attributes"))
                        .toList();

        assertThat(rules)
                .hasSizeGreaterThan(6)
                .allSatisfy(
                        rule -> {
                            assertThat(rule.get("referenced_security_group_id").stringValue())
                                    .startsWith("sg-");
                            assertThat(rule.get("from_port").intValue()).isIn(443, 5432);
                            assertThat(rule.get("to_port")).isEqualTo(rule.get("from_port"));
                        });
    }

    @Test
    void aPlanThatDestroysTheDatabaseFails() {
        var result =
                terraform.run(
                        "plan", "-input=false", "-destroy", "-refresh=false", "-var=name=" + name);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stderr())
                .contains(
                        "Instance cannot be destroyed",
                        "module.complete.module.database.terraform_data.guard[0]");
    }

    @Test
    void theModulesPassTheirOwnTests() throws IOException {
        var modules = terraform.folder().resolve("modules");
        var all = Files.createDirectories(modules.resolve("all/tests"));
        var files = new ArrayList<Path>();
        try (var paths = Files.walk(modules)) {
            paths.filter(path -> path.toString().endsWith(".tftest.hcl")).forEach(files::add);
        }
        for (var file : files) {
            var module = file.getParent().getParent().getFileName().toString();
            Files.writeString(
                    all.resolve(module + "-" + file.getFileName()),
                    Files.readString(file)
                            .replaceAll(
                                    "(?m)^run .*\\{$",
                                    "$0\n  module {\n    source = \"../" + module + "\"\n  }"));
        }
        Files.copy(modules.resolve("database/versions.tf"), all.resolveSibling("versions.tf"));
        assertThat(terraform.runIn("modules/all", "init", "-input=false").exitCode()).isZero();

        var result = terraform.runIn("modules/all", "test");

        assertThat(result.stdout())
                .as(result.stderr())
                .contains("Success!", "database", "codebuild-runner", "ecs-runner", "deploy-role");
        assertThat(files).hasSize(7);
    }

    @Test
    void theFilesAreFormatted() {
        var result =
                Shell.run(
                        Map.of(),
                        "terraform",
                        "fmt",
                        "-check",
                        "-recursive",
                        "-list=true",
                        TERRAFORM.toString());

        assertThat(result.stdout()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void theShortestWayInIsShort() throws IOException {
        assertThat(Files.readAllLines(TERRAFORM.resolve("examples/existing-vpc/main.tf")))
                .hasSizeLessThan(30);
    }

    private static List<JsonNode> resources(String module) {
        return state.get("resources")
                .valueStream()
                .filter(resource -> resource.path("module").asString().equals(module))
                .toList();
    }

    private static List<JsonNode> attributes(String module, String type, String resourceName) {
        return resources(module).stream()
                .filter(resource -> resource.get("type").stringValue().equals(type))
                .filter(resource -> resource.get("name").stringValue().equals(resourceName))
                .flatMap(resource -> resource.get("instances").valueStream())
                .map(instance -> instance.get("attributes"))
                .toList();
    }

    private static String output(String outputName) {
        return state.get("outputs").get(outputName).get("value").stringValue();
    }
}

package dev.slipway.support;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A policy of AWS, and what it allows beyond need.
///
/// @param address the resource that has it, as Terraform calls it
/// @param type the kind of that resource
/// @param document the policy itself
public record Policy(String address, String type, JsonNode document) {
    private static final String ACCOUNT = "123456789012";
    private static final String HERE = ":us-east-1:" + ACCOUNT + ":";

    /// What AWS allows on everything or not at all. The interfaces of the network are there since
    /// CodeBuild refuses a project in a VPC whose role has less; databases are searched by their
    /// endpoint.
    private static final Set<String> ON_EVERYTHING =
            Set.of(
                    "ecr:GetAuthorizationToken",
                    "ec2:CreateNetworkInterface",
                    "ec2:DeleteNetworkInterface",
                    "ec2:DescribeDhcpOptions",
                    "ec2:DescribeNetworkInterfaces",
                    "ec2:DescribeSecurityGroups",
                    "ec2:DescribeSubnets",
                    "ec2:DescribeVpcs",
                    "ecs:DescribeTaskDefinition",
                    "ecs:ListTasks",
                    "rds:DescribeDBClusters",
                    "rds:DescribeDBInstances");

    /// What can be named only by the beginning of its name, since the rest is made when it is made.
    private static final Map<String, String> ON_SOME =
            Map.ofEntries(
                    Map.entry(
                            "codebuild:BatchPutTestCases",
                            "codebuild" + HERE + "report-group/NAME-*"),
                    Map.entry("codebuild:CreateReport", "codebuild" + HERE + "report-group/NAME-*"),
                    Map.entry("codebuild:UpdateReport", "codebuild" + HERE + "report-group/NAME-*"),
                    Map.entry(
                            "ec2:CreateNetworkInterfacePermission",
                            "ec2" + HERE + "network-interface/*"),
                    Map.entry("ecs:DescribeTasks", "ecs" + HERE + "task/NAME/*"),
                    Map.entry("ecs:RunTask", "ecs" + HERE + "task-definition/NAME:*"),
                    Map.entry("ecs:StopTask", "ecs" + HERE + "task/NAME/*"),
                    Map.entry("logs:CreateLogStream", "logs" + HERE + "log-group:/slipway/NAME:*"),
                    Map.entry(
                            "logs:GetLogEvents",
                            "logs" + HERE + "log-group:/slipway/NAME:log-stream:*"),
                    Map.entry("logs:PutLogEvents", "logs" + HERE + "log-group:/slipway/NAME:*"),
                    Map.entry("rds:AddTagsToResource", "rds" + HERE + "SNAPSHOT:slipway-*"),
                    Map.entry("rds:CreateDBClusterSnapshot", "rds" + HERE + "SNAPSHOT:slipway-*"),
                    Map.entry("rds:CreateDBSnapshot", "rds" + HERE + "SNAPSHOT:slipway-*"),
                    Map.entry(
                            "rds:DescribeDBClusterSnapshots", "rds" + HERE + "SNAPSHOT:slipway-*"),
                    Map.entry("rds:DescribeDBSnapshots", "rds" + HERE + "SNAPSHOT:slipway-*"),
                    Map.entry("s3:GetObject", "s3:::shop-seeds/production/*"));

    /// What is harmless only under these conditions.
    private static final Map<String, List<String>> CONDITIONS =
            Map.of(
                    "ec2:CreateNetworkInterfacePermission",
                            List.of("ec2:AuthorizedService", "ec2:Subnet"),
                    "ecs:DescribeTasks", List.of("ecs:cluster"),
                    "ecs:ListTasks", List.of("ecs:cluster"),
                    "ecs:RunTask", List.of("ecs:cluster"),
                    "ecs:StopTask", List.of("ecs:cluster"),
                    "iam:PassRole", List.of("iam:PassedToService"),
                    "kms:Decrypt", List.of("kms:ViaService"));

    /// What is wrong with it, a line each.
    ///
    /// @param name the beginning of the names of everything that was made
    public List<String> faults(String name) {
        var statements = document.get("Statement");
        return statements
                .valueStream()
                .filter(statement -> !statement.path("Effect").asString().equals("Deny"))
                .flatMap(
                        statement ->
                                faultsOf(statement, name)
                                        .map(fault -> address + ": " + fault + " in " + statement))
                .toList();
    }

    private Stream<String> faultsOf(JsonNode statement, String name) {
        if (statement.has("NotAction")
                || statement.has("NotResource")
                || statement.has("NotPrincipal")) {
            return Stream.of("everything but something is allowed");
        }
        return switch (type) {
            case "aws_iam_role" -> trust(statement);
            case "aws_iam_role_policy" -> identity(statement, name);
            case "aws_sns_topic_policy" -> publishing(statement);
            case "aws_ecr_repository_policy" -> pulling(statement);
            case "aws_kms_key" -> key(statement);
            case "aws_vpc_endpoint" -> passing(statement);
            default -> Stream.of("nobody has said what a policy of " + type + " may allow");
        };
    }

    private static Stream<String> identity(JsonNode statement, String name) {
        var faults = new ArrayList<String>();
        for (var action : texts(statement.get("Action"))) {
            if (action.contains("*")) {
                faults.add("the action " + action + " is a pattern");
            }
            for (var resource : texts(statement.get("Resource"))) {
                if (resource.contains("*") && !mayBeAPattern(action, resource, name)) {
                    faults.add(action + " is allowed on " + resource);
                }
            }
            for (var condition : CONDITIONS.getOrDefault(action, List.of())) {
                if (exactly(statement, condition).isEmpty()) {
                    faults.add(action + " is allowed without the condition " + condition);
                }
            }
        }
        return faults.stream();
    }

    private static boolean mayBeAPattern(String action, String resource, String name) {
        if (resource.equals("*")) {
            return ON_EVERYTHING.contains(action);
        }
        var pattern = ON_SOME.get(action);
        return pattern != null
                && resource.matches(
                        ("arn:aws:" + pattern)
                                .replace("*", "\\*")
                                .replace("NAME", "(" + name + "|tools)[a-z/-]*")
                                .replace("SNAPSHOT", "(cluster-)?snapshot"));
    }

    /// CodeBuild for its one project, ECS for tasks of this account, GitHub for whole subjects.
    private static Stream<String> trust(JsonNode statement) {
        var principal = statement.get("Principal");
        if (principal.has("Federated")) {
            return Stream.of("aud", "sub")
                    .filter(
                            claim ->
                                    exactly(
                                                    statement,
                                                    "token.actions.githubusercontent.com:" + claim)
                                            .isEmpty())
                    .map(claim -> "GitHub's claim " + claim + " is not compared as a whole");
        }
        var tasks = principal.path("Service").asString().equals("ecs-tasks.amazonaws.com");
        var source =
                tasks
                        ? texts(statement.at("/Condition/ArnLike/aws:SourceArn"))
                        : exactly(statement, "aws:SourceArn");
        var expected = tasks ? "arn:aws:ecs" + HERE + "*" : "arn:aws:codebuild" + HERE + "project/";
        return exactly(statement, "aws:SourceAccount").equals(List.of(ACCOUNT))
                        && source.size() == 1
                        && source.getFirst().startsWith(expected)
                ? Stream.of()
                : Stream.of("another account's may have the role assumed");
    }

    private static Stream<String> publishing(JsonNode statement) {
        return statement.get("Principal").path("Service").asString().equals("events.amazonaws.com")
                        && texts(statement.get("Action")).equals(List.of("sns:Publish"))
                        && !exactly(statement, "aws:SourceArn").isEmpty()
                ? Stream.of()
                : Stream.of("others than the rules may publish");
    }

    private static Stream<String> pulling(JsonNode statement) {
        return texts(statement.get("Principal").path("AWS")).stream()
                        .allMatch(role -> role.startsWith("arn:aws:iam::" + ACCOUNT + ":role/"))
                ? Stream.of()
                : Stream.of("others than roles may pull");
    }

    /// The account's administration of a key goes through its IAM policies: without it nobody
    // could.
    private static Stream<String> key(JsonNode statement) {
        return texts(statement.get("Principal").path("AWS"))
                                .equals(List.of("arn:aws:iam::" + ACCOUNT + ":root"))
                        || !exactly(statement, "kms:EncryptionContext:aws:sns:topicArn").isEmpty()
                ? Stream.of()
                : Stream.of("the key serves more than the topic");
    }

    private static Stream<String> passing(JsonNode statement) {
        return exactly(statement, "aws:PrincipalAccount").equals(List.of(ACCOUNT))
                        || texts(statement.get("Resource"))
                                .equals(
                                        List.of(
                                                "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"))
                ? Stream.of()
                : Stream.of("other accounts pass the endpoint");
    }

    /// The values that a condition demands, if it demands them as they are.
    private static List<String> exactly(JsonNode statement, String condition) {
        var values =
                Stream.of("StringEquals", "ArnEquals")
                        .map(operator -> statement.path("Condition").path(operator).path(condition))
                        .flatMap(node -> texts(node).stream())
                        .toList();
        return values.stream().anyMatch(value -> value.contains("*") || value.contains("?"))
                ? List.of()
                : values;
    }

    private static List<String> texts(JsonNode oneOrMany) {
        if (oneOrMany.isMissingNode()) {
            return List.of();
        }
        return oneOrMany.isString()
                ? List.of(oneOrMany.stringValue())
                : oneOrMany.valueStream().map(JsonNode::stringValue).toList();
    }
}

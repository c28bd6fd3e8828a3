package dev.slipway.doctor;

import dev.slipway.aws.BuildProject;
import dev.slipway.aws.RdsDatabase;
import dev.slipway.aws.RdsDatabases;
import dev.slipway.aws.SecurityGroup;
import dev.slipway.aws.VpcNetwork;
import dev.slipway.aws.VpcSubnet;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Whether the project's network reaches the database's: VPCs, subnets and security groups, as AWS
/// has them, beside what an attempt from here tells.
final class VpcCheck implements Check {
    private static final List<String> REACHED = List.of("available", "modifying", "backing-up");

    @Override
    public CheckName name() {
        return CheckName.VPC;
    }

    @Override
    public Finding run(Facts facts) {
        var project = facts.project();
        if (project.isEmpty()) {
            return Finding.notApplicable(name(), "no project is named (--project)");
        }
        var host = facts.settings().connection().host();
        Optional<RdsDatabase> database;
        try (var databases = RdsDatabases.near(host)) {
            database = databases.byHost(host);
        }
        if (database.isEmpty()) {
            return Finding.notApplicable(name(), "RDS has no writer at " + host);
        }
        return compared(project.get(), database.get(), facts.settings().connection().port());
    }

    private Finding compared(BuildProject project, RdsDatabase database, int port) {
        var problems = new ArrayList<Problem>();
        var fixes = new ArrayList<String>();
        if (!REACHED.contains(database.status())) {
            problems.add(Problem.of(database + " is " + database.status()));
            fixes.add("start it: aws rds start-db-" + database.kind().word());
        }
        var admitting = admitting(project, database, port);
        if (admitting.isEmpty()) {
            problems.add(
                    Problem.of(
                            "no security group of "
                                    + database
                                    + " ("
                                    + String.join(", ", database.securityGroups())
                                    + ") admits port "
                                    + port
                                    + " from "
                                    + String.join(", ", project.securityGroups())));
            fixes.add(
                    "aws ec2 authorize-security-group-ingress --group-id "
                            + database.securityGroups().stream().findFirst().orElse("GROUP")
                            + " --protocol tcp --port "
                            + port
                            + " --source-group "
                            + project.securityGroups().stream().findFirst().orElse("GROUP"));
        }
        if (!project.securityGroups().isEmpty()
                && VpcNetwork.securityGroups(project.securityGroups()).stream()
                        .flatMap(group -> group.outbound().stream())
                        .noneMatch(rule -> rule.covers(port))) {
            problems.add(
                    Problem.of(
                            String.join(", ", project.securityGroups())
                                    + " lets nothing out to port "
                                    + port));
            fixes.add(
                    "aws ec2 authorize-security-group-egress --group-id "
                            + project.securityGroups().getFirst()
                            + " --protocol tcp --port "
                            + port
                            + " --source-group "
                            + database.securityGroups().stream().findFirst().orElse("GROUP"));
        }
        if (!problems.isEmpty()) {
            return Finding.failed(
                    name(),
                    problems.getFirst().message(),
                    new Failure(
                            Kind.UNREACHABLE,
                            "project "
                                    + project.name()
                                    + " does not reach "
                                    + database
                                    + "; nothing was done",
                            List.of(),
                            problems,
                            List.of("its builds would say: connection timed out"),
                            fixes,
                            null));
        }
        return Objects.equals(project.vpc(), database.vpc())
                ? Finding.passed(
                        name(),
                        project.name()
                                + " and "
                                + database
                                + " are in "
                                + database.vpc()
                                + ", "
                                + admitting.get()
                                + " admits port "
                                + port)
                : elsewhere(project, database);
    }

    private Finding elsewhere(BuildProject project, RdsDatabase database) {
        var what =
                project.name()
                        + " is in "
                        + project.vpc()
                        + ", "
                        + database
                        + " in "
                        + database.vpc();
        return Finding.warning(
                name(),
                what,
                Failure.of(
                        Kind.UNREACHABLE,
                        what,
                        "another VPC is reached only by peering or a transit gateway, with routes both ways",
                        "move the project into the database's VPC (vpcConfig), unless there is such a way"));
    }

    /// The first of the database's groups that lets the project in.
    private static Optional<String> admitting(
            BuildProject project, RdsDatabase database, int port) {
        if (database.securityGroups().isEmpty()) {
            return Optional.empty();
        }
        var subnets =
                project.subnets().isEmpty()
                        ? List.<VpcSubnet>of()
                        : VpcNetwork.subnets(project.subnets());
        return VpcNetwork.securityGroups(database.securityGroups()).stream()
                .filter(
                        group ->
                                group.inbound().stream()
                                        .filter(rule -> rule.covers(port))
                                        .anyMatch(rule -> admits(rule, project, subnets)))
                .map(SecurityGroup::id)
                .findFirst();
    }

    /// By group, or by range: all of the project's subnets, since a build may be in any. What a
    /// list of prefixes holds is not looked up.
    private static boolean admits(
            SecurityGroup.Rule rule, BuildProject project, List<VpcSubnet> subnets) {
        return rule.groups().stream().anyMatch(project.securityGroups()::contains)
                || !rule.prefixLists().isEmpty()
                || (!subnets.isEmpty()
                        && subnets.stream()
                                .allMatch(
                                        subnet ->
                                                rule.ranges().stream()
                                                        .anyMatch(
                                                                range ->
                                                                        Ranges.contains(
                                                                                range,
                                                                                subnet.range()))));
    }
}

package dev.slipway.aws;

import dev.slipway.failure.FailureException;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.DbClusterNotFoundException;
import software.amazon.awssdk.services.rds.model.DbInstanceNotFoundException;
import software.amazon.awssdk.services.rds.model.RdsException;
import software.amazon.awssdk.services.rds.model.Subnet;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The instances and clusters of RDS in one region. Close it.
public final class RdsDatabases implements AutoCloseable {
    private final RdsClient client;
    private final String what;

    private RdsDatabases(RdsClient client, String what) {
        this.client = client;
        this.what = what;
    }

    /// Those of the region that the name of an endpoint tells, or else of the environment's.
    ///
    /// @throws FailureException when no region is known (exit 3)
    public static RdsDatabases near(String host) {
        return near(host, "RDS cannot be asked for the database's instance; nothing was done");
    }

    /// The same for a purpose of its own.
    ///
    /// @param what what is not possible without an answer, as a failure's first sentence
    /// @throws FailureException when no region is known (exit 3)
    static RdsDatabases near(String host, String what) {
        return call(what, "rds:DescribeDBInstances")
                .ask(
                        () ->
                                new RdsDatabases(
                                        AwsClients.configured(
                                                        RdsClient.builder(),
                                                        AwsAccess.DEFAULT.in(RdsHost.region(host)))
                                                .build(),
                                        what));
    }

    /// The one whose endpoint this host is, of a cluster the writer's or a custom one; for an
    /// instance that belongs to a cluster, the cluster.
    ///
    /// @throws FailureException when RDS cannot be reached (exit 4) or refuses (exit 5)
    public Optional<RdsDatabase> byHost(String host) {
        var cluster =
                clusters().stream()
                        .filter(
                                found ->
                                        Stream.concat(
                                                        Stream.ofNullable(found.endpoint()),
                                                        found.customEndpoints().stream())
                                                .anyMatch(host::equalsIgnoreCase))
                        .findFirst();
        if (cluster.isPresent()) {
            return cluster.map(this::database);
        }
        return instances().stream()
                .filter(
                        found ->
                                found.endpoint() != null
                                        && host.equalsIgnoreCase(found.endpoint().address()))
                .findFirst()
                .flatMap(this::whole);
    }

    /// The cluster or instance of this identifier; for an instance of a cluster, the cluster.
    ///
    /// @throws FailureException when RDS cannot be reached (exit 4) or refuses (exit 5)
    public Optional<RdsDatabase> named(String identifier) {
        return cluster(identifier).or(() -> instance(identifier).flatMap(this::whole));
    }

    RdsClient client() {
        return client;
    }

    private Optional<RdsDatabase> cluster(String identifier) {
        return call(what, "rds:DescribeDBClusters")
                .ask(
                        () -> {
                            try {
                                return client
                                        .describeDBClusters(
                                                request -> request.dbClusterIdentifier(identifier))
                                        .dbClusters()
                                        .stream()
                                        .findFirst()
                                        .map(this::database);
                            } catch (DbClusterNotFoundException absent) {
                                return Optional.empty();
                            }
                        });
    }

    private Optional<DBInstance> instance(String identifier) {
        return call(what, "rds:DescribeDBInstances")
                .ask(
                        () -> {
                            try {
                                return client
                                        .describeDBInstances(
                                                request -> request.dbInstanceIdentifier(identifier))
                                        .dbInstances()
                                        .stream()
                                        .findFirst();
                            } catch (DbInstanceNotFoundException absent) {
                                return Optional.empty();
                            }
                        });
    }

    private List<DBCluster> clusters() {
        return call(what, "rds:DescribeDBClusters")
                .ask(() -> client.describeDBClustersPaginator().dbClusters().stream().toList());
    }

    private List<DBInstance> instances() {
        return call(what, "rds:DescribeDBInstances")
                .ask(() -> client.describeDBInstancesPaginator().dbInstances().stream().toList());
    }

    private Optional<RdsDatabase> whole(DBInstance instance) {
        var cluster = instance.dbClusterIdentifier();
        return cluster == null || cluster.isEmpty()
                ? Optional.of(database(instance))
                : cluster(cluster);
    }

    private static RdsDatabase database(DBInstance instance) {
        var endpoint = instance.endpoint();
        var group = instance.dbSubnetGroup();
        return new RdsDatabase(
                RdsDatabase.Kind.INSTANCE,
                instance.dbInstanceIdentifier(),
                endpoint == null ? null : endpoint.address(),
                endpoint == null ? 0 : number(endpoint.port()),
                String.valueOf(instance.engine()),
                String.valueOf(instance.dbInstanceStatus()),
                group == null ? null : group.vpcId(),
                group == null
                        ? List.of()
                        : group.subnets().stream().map(Subnet::subnetIdentifier).toList(),
                groups(instance.vpcSecurityGroups()),
                Boolean.TRUE.equals(instance.publiclyAccessible()),
                Boolean.TRUE.equals(instance.iamDatabaseAuthenticationEnabled()));
    }

    private RdsDatabase database(DBCluster cluster) {
        var group = subnetGroup(cluster);
        return new RdsDatabase(
                RdsDatabase.Kind.CLUSTER,
                cluster.dbClusterIdentifier(),
                cluster.endpoint(),
                number(cluster.port()),
                String.valueOf(cluster.engine()),
                String.valueOf(cluster.status()),
                group.map(DBSubnetGroup::vpcId).orElse(null),
                group.stream()
                        .flatMap(found -> found.subnets().stream())
                        .map(Subnet::subnetIdentifier)
                        .toList(),
                groups(cluster.vpcSecurityGroups()),
                Boolean.TRUE.equals(cluster.publiclyAccessible()),
                Boolean.TRUE.equals(cluster.iamDatabaseAuthenticationEnabled()));
    }

    /// A cluster tells no more than the name of its group of subnets. Not every role may look into
    /// that, and only a look at the network needs it.
    private Optional<DBSubnetGroup> subnetGroup(DBCluster cluster) {
        if (cluster.dbSubnetGroup() == null) {
            return Optional.empty();
        }
        try {
            return client
                    .describeDBSubnetGroups(
                            request -> request.dbSubnetGroupName(cluster.dbSubnetGroup()))
                    .dbSubnetGroups()
                    .stream()
                    .findFirst();
        } catch (RdsException refused) {
            return Optional.empty();
        }
    }

    private static List<String> groups(List<VpcSecurityGroupMembership> memberships) {
        return memberships.stream().map(VpcSecurityGroupMembership::vpcSecurityGroupId).toList();
    }

    private static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    private static AwsCall call(String what, String action) {
        return new AwsCall(what, "RDS", "rds", action, "*");
    }

    @Override
    public void close() {
        client.close();
    }
}

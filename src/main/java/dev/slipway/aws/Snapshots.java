package dev.slipway.aws;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.progress.Progress;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.InvalidDbClusterStateException;
import software.amazon.awssdk.services.rds.model.InvalidDbInstanceStateException;
import software.amazon.awssdk.services.rds.model.SnapshotQuotaExceededException;
import software.amazon.awssdk.services.rds.model.Tag;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Takes snapshots of RDS instances and clusters, and waits for them.
public final class Snapshots {
    private static final String WHAT = "no snapshot could be taken; nothing was migrated";
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration BREATH = Duration.ofMillis(100);

    private final Progress progress;
    private final Runnable checkNotInterrupted;

    /// @param checkNotInterrupted throws when the run is to end; asked several times a second
    public Snapshots(Progress progress, Runnable checkNotInterrupted) {
        this.progress = progress;
        this.checkNotInterrupted = checkNotInterrupted;
    }

    /// How far a snapshot is.
    ///
    /// @param status `creating`, `available`, `failed`
    private record State(String status, int percent) {
        @Override
        public String toString() {
            return status + ", " + percent + " %";
        }
    }

    /// Takes a snapshot of the database's instance or cluster and returns when it is complete.
    ///
    /// @throws FailureException when the instance or cluster is not found (exit 3); when RDS cannot
    ///     be reached, or the snapshot fails or takes too long (exit 4); when RDS refuses (exit 5)
    public Snapshot take(SnapshotRequest request) {
        var started = System.nanoTime();
        try (var databases = RdsDatabases.near(request.host(), WHAT)) {
            var source = source(databases, request);
            var name = request.name(Instant.now());
            var deadline = started + request.timeout().toNanos();
            create(databases.client(), source, name, request, deadline);
            progress.note("taking the snapshot " + name + " of " + source + " before migrating");
            await(databases.client(), source, name, request, deadline);
            return new Snapshot(
                    name,
                    source.kind(),
                    source.identifier(),
                    source.engine(),
                    Duration.ofNanos(System.nanoTime() - started));
        }
    }

    private static RdsDatabase source(RdsDatabases databases, SnapshotRequest request) {
        var of = request.of();
        if (of != null) {
            return databases
                    .named(of)
                    .orElseThrow(
                            () ->
                                    notFound(
                                            "RDS has no instance and no cluster "
                                                    + of
                                                    + " in this account and region",
                                            "correct SNAPSHOT_OF, or AWS_REGION"));
        }
        return databases
                .byHost(request.host())
                .orElseThrow(
                        () ->
                                notFound(
                                        "no instance of RDS has the endpoint "
                                                + request.host()
                                                + ", and no cluster has it as its writer's",
                                        "name the instance or cluster in SNAPSHOT_OF, as is needed behind an alias or a proxy; or unset SNAPSHOT"));
    }

    private static FailureException notFound(String why, String fix) {
        return Failure.of(Kind.SETTINGS, WHAT, why, fix).exception();
    }

    /// Begins the snapshot. RDS takes none while it backs up or modifies the instance: that passes.
    private void create(
            RdsClient client,
            RdsDatabase source,
            String name,
            SnapshotRequest request,
            long deadline) {
        for (var told = false; ; told = true) {
            try {
                begin(client, source, name, request);
                return;
            } catch (FailureException e) {
                var cause = e.getCause();
                if (cause instanceof SnapshotQuotaExceededException) {
                    throw Failure.of(
                                    Kind.REFUSED,
                                    WHAT,
                                    "this account and region may hold no more snapshots: "
                                            + AwsCall.words(cause),
                                    "delete old ones (aws rds describe-db-snapshots --snapshot-type manual), or have the quota raised")
                            .exception(e);
                }
                if (!(cause instanceof InvalidDbInstanceStateException
                        || cause instanceof InvalidDbClusterStateException)) {
                    throw e;
                }
                if (!told) {
                    progress.note(
                            source
                                    + " takes no snapshot now, waiting until it does: "
                                    + AwsCall.words(cause));
                }
                pause(name, deadline, request, null);
            }
        }
    }

    private static void begin(
            RdsClient client, RdsDatabase source, String name, SnapshotRequest request) {
        var tags =
                List.of(
                        tag("slipway-run", request.run()),
                        tag("slipway-database", request.database()),
                        tag(
                                "slipway-schema-version",
                                request.schemaVersion() == null
                                        ? "none"
                                        : request.schemaVersion()));
        switch (source.kind()) {
            case INSTANCE ->
                    call(source, "rds:CreateDBSnapshot and rds:AddTagsToResource")
                            .ask(
                                    () ->
                                            client.createDBSnapshot(
                                                    create ->
                                                            create.dbInstanceIdentifier(
                                                                            source.identifier())
                                                                    .dbSnapshotIdentifier(name)
                                                                    .tags(tags)));
            case CLUSTER ->
                    call(source, "rds:CreateDBClusterSnapshot and rds:AddTagsToResource")
                            .ask(
                                    () ->
                                            client.createDBClusterSnapshot(
                                                    create ->
                                                            create.dbClusterIdentifier(
                                                                            source.identifier())
                                                                    .dbClusterSnapshotIdentifier(
                                                                            name)
                                                                    .tags(tags)));
        }
    }

    /// A value with what RDS takes in one; the name of a database can hold anything.
    private static Tag tag(String key, String value) {
        return Tag.builder()
                .key(key)
                .value(value.replaceAll("[^\\p{L}\\p{N} _.:/=+@-]", "_"))
                .build();
    }

    private void await(
            RdsClient client,
            RdsDatabase source,
            String name,
            SnapshotRequest request,
            long deadline) {
        State last = null;
        while (true) {
            var state = state(client, source, name, last);
            if (state.status().equals("available")) {
                return;
            }
            if (state.status().equals("failed")) {
                throw Failure.of(
                                Kind.UNREACHABLE,
                                "the snapshot " + name + " failed; nothing was migrated",
                                "RDS says that it failed, and no more",
                                "see the events of "
                                        + source
                                        + " (aws rds describe-events), delete the snapshot, and run again")
                        .exception();
            }
            if (!state.equals(last)) {
                progress.note("snapshot " + name + ": " + state);
            }
            last = state;
            pause(name, deadline, request, state);
        }
    }

    /// How far it is; as far as it was, while RDS does not answer: a snapshot takes long, and the
    /// wait for it outlives a moment's trouble.
    private State state(RdsClient client, RdsDatabase source, String name, @Nullable State last) {
        try {
            return switch (source.kind()) {
                case INSTANCE ->
                        call(source, "rds:DescribeDBSnapshots")
                                .ask(
                                        () ->
                                                client
                                                        .describeDBSnapshots(
                                                                request ->
                                                                        request
                                                                                .dbSnapshotIdentifier(
                                                                                        name))
                                                        .dbSnapshots()
                                                        .stream()
                                                        .map(
                                                                found ->
                                                                        state(
                                                                                found.status(),
                                                                                found
                                                                                        .percentProgress()))
                                                        .findFirst()
                                                        .orElse(state("creating", 0)));
                case CLUSTER ->
                        call(source, "rds:DescribeDBClusterSnapshots")
                                .ask(
                                        () ->
                                                client
                                                        .describeDBClusterSnapshots(
                                                                request ->
                                                                        request
                                                                                .dbClusterSnapshotIdentifier(
                                                                                        name))
                                                        .dbClusterSnapshots()
                                                        .stream()
                                                        .map(
                                                                found ->
                                                                        state(
                                                                                found.status(),
                                                                                found
                                                                                        .percentProgress()))
                                                        .findFirst()
                                                        .orElse(state("creating", 0)));
            };
        } catch (FailureException e) {
            if (e.failure().kind() == Kind.UNREACHABLE && last != null) {
                return last;
            }
            throw e;
        }
    }

    private static State state(@Nullable String status, @Nullable Integer percent) {
        return new State(status == null ? "creating" : status, percent == null ? 0 : percent);
    }

    /// Waits until it is time to ask again.
    ///
    /// @param state null when the snapshot has not begun
    private void pause(String name, long deadline, SnapshotRequest request, @Nullable State state) {
        var end = Math.min(System.nanoTime() + POLL.toNanos(), deadline);
        try {
            while (System.nanoTime() < end) {
                checkNotInterrupted.run();
                Thread.sleep(BREATH);
            }
            checkNotInterrupted.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (FailureException interrupted) {
            if (state != null) {
                progress.note(
                        "RDS goes on with the snapshot " + name + "; delete it if nobody needs it");
            }
            throw interrupted;
        }
        if (System.nanoTime() >= deadline) {
            throw Failure.of(
                            Kind.UNREACHABLE,
                            "the snapshot "
                                    + name
                                    + " was not complete within "
                                    + request.timeout().toSeconds()
                                    + " s; nothing was migrated",
                            state == null
                                    ? "RDS did not begin with it"
                                    : "RDS is at " + state + ", and goes on with it",
                            "give it longer with SNAPSHOT_TIMEOUT: the first snapshot of an instance takes longest, later ones hold only what changed")
                    .exception();
        }
    }

    private static AwsCall call(RdsDatabase source, String action) {
        var cluster = source.kind() == RdsDatabase.Kind.CLUSTER;
        return new AwsCall(
                WHAT,
                "RDS",
                "rds",
                action,
                "arn:aws:rds:REGION:ACCOUNT:"
                        + (cluster ? "cluster:" : "db:")
                        + source.identifier()
                        + " and arn:aws:rds:REGION:ACCOUNT:"
                        + (cluster ? "cluster-snapshot:" : "snapshot:")
                        + "slipway-*");
    }
}

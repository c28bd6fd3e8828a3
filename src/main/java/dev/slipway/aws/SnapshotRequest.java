package dev.slipway.aws;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The wish for a snapshot.
///
/// @param host by which the instance or cluster is found, unless `of` names it
/// @param database what the snapshot is for, in its name and a tag
/// @param schemaVersion the version before the migrations, or null for none
/// @param run what `pg_stat_activity` shows for the sessions of this run
/// @param of the identifier of the instance or cluster, or null
/// @param timeout how long it may take
public record SnapshotRequest(
        String host,
        String database,
        @Nullable String schemaVersion,
        String run,
        @Nullable String of,
        Duration timeout) {
    /// As many letters as the name of a cluster's snapshot may have; an instance's may have more.
    private static final int LONGEST = 63;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /// `slipway-shop-v12-20261120103000`: letters, digits and single hyphens are all that RDS
    /// takes.
    String name(Instant now) {
        var end =
                (schemaVersion == null ? "-empty" : "-v" + plain(schemaVersion))
                        + "-"
                        + TIME.format(now);
        var start = plain("slipway-" + database);
        var room = LONGEST - end.length();
        return (start.length() > room ? plain(start.substring(0, room)) : start) + end;
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}

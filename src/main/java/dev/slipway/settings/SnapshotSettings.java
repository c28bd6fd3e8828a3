package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// That a run takes a snapshot before it migrates.
///
/// @param of the instance or cluster of RDS, or null to find it by the database's host
/// @param timeout how long the snapshot may take
public record SnapshotSettings(@Nullable String of, Duration timeout) {}

package dev.slipway.canary;

/// A time in which a canary was kept waiting.
///
/// @param table with its schema
/// @param writing whether it wrote; it read otherwise
/// @param from when it began, in the time of {@link System#nanoTime}
/// @param until when it ended, in the same time
public record Wait(String table, boolean writing, long from, long until) {}

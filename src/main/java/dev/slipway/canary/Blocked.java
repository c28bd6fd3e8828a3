package dev.slipway.canary;

import java.time.Duration;

/// A stretch of time in which a canary waited.
///
/// @param table what it reads or writes, with its schema
/// @param writing whether it wrote; it read otherwise
/// @param from since the rehearsal's first pending migration began
/// @param elapsed how long it waited
/// @param script the migration that kept it waiting
/// @param line of the statement that did so for the longest time
public record Blocked(
        String table, boolean writing, Duration from, Duration elapsed, String script, int line) {}

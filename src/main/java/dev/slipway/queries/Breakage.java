package dev.slipway.queries;

/// A query that no longer is what it was.
///
/// @param what the server's words why it cannot be prepared or, where it still can, how its result
///     differs
/// @param fails whether it cannot be prepared any more
public record Breakage(Query query, String what, boolean fails) {}

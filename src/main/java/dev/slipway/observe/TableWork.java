package dev.slipway.observe;

import org.jspecify.annotations.Nullable;

/// What the server did with a table for a statement.
///
/// @param relation the table's OID
/// @param object the index that was built, or the constraint or column that was checked, or null
/// @param rows how many rows that took, or -1 where the server does not tell
public record TableWork(Work.Kind kind, long relation, @Nullable String object, long rows) {}

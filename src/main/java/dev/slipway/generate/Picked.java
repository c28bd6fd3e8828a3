package dev.slipway.generate;

import dev.slipway.catalog.TableName;

/// A column whose made-up value is the *position* of a row: 0 for the first, and so on. Whoever
/// stages the rows replaces it by `from` of the row at that position, and tells how many positions
/// there are; the order of the rows must be the same at every time (that of a key).
///
/// @param column of the table that is filled
/// @param table whose rows are picked
/// @param from its column
/// @param itself whether it is the table that is filled: the position is then that of an earlier
///     row of the same seed (its line less 1), or in a column that takes no NULL of the row itself,
///     and no count is asked for
public record Picked(String column, TableName table, String from, boolean itself) {}

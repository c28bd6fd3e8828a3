package dev.slipway.shape;

import org.jspecify.annotations.Nullable;

/// How full a throwaway database is to become.
///
/// @param shape what production is like; null when it is not known: then every table gets
///     `rowsEach`
/// @param scale rows here for each row in production
/// @param rowLimit rows a table at most; one that would have more brings down the scale of all that
///     foreign keys tie it to
/// @param rowsEach rows in every table when there is no shape
public record FillRequest(@Nullable Shape shape, double scale, long rowLimit, long rowsEach) {
    /// Rows in every table, whatever production is like.
    public static FillRequest each(long rows) {
        return new FillRequest(null, 1, rows, rows);
    }
}

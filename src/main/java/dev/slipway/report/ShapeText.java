package dev.slipway.report;

import dev.slipway.failure.Count;
import dev.slipway.shape.Shape;

/// What a shape holds, for people.
public final class ShapeText {
    private ShapeText() {}

    /// `3 tables, 81.2 M rows, 41.00 GB; no values are in it`. Partitions count as tables.
    public static String summary(Shape shape) {
        return Count.of(shape.tables().size(), "table")
                + ", "
                + rows(shape.rows())
                + ", "
                + Format.bytes(shape.bytes())
                + "; no values are in it";
    }

    private static String rows(long rows) {
        if (rows < 1_000_000) {
            return Count.of(rows, "row");
        }
        var tenths = (rows + 50_000) / 100_000;
        return Count.of(tenths / 10) + "." + tenths % 10 + " M rows";
    }
}

package dev.slipway.cli;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.shape.FillRequest;
import dev.slipway.shape.ShapeFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;

/// How full the throwaway tables are.
final class RehearsalRowsOptions {
    private static final long DEFAULT_LIMIT = 200_000;

    @Option(
            names = "--shape",
            paramLabel = "FILE",
            description =
                    "Fill the tables with made-up rows like production's, of which slipway shape export has written the shape, and measure who waits.")
    private @Nullable Path shape;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            description =
                    "Rows here for each row in production, such as 0.01. Default: 1, up to --max-rows.")
    private @Nullable Double scale;

    @Option(
            names = "--max-rows",
            paramLabel = "N",
            description = "Rows a table at most. Default: 200000.")
    private @Nullable Long limit;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "Rows in every table, where there is no shape.")
    private @Nullable Long rows;

    /// @throws dev.slipway.failure.FailureException when the shape cannot be read, or what is asked
    ///     for cannot be (exit 2)
    @Nullable FillRequest request() {
        if (shape == null) {
            if (scale != null || limit != null) {
                throw usage((scale == null ? "--max-rows" : "--scale") + " needs a --shape");
            }
            if (rows != null && rows < 1) {
                throw usage("--rows is " + rows + "; give 1 or more");
            }
            return rows == null ? null : FillRequest.each(rows);
        }
        if (rows != null) {
            throw usage("--rows is for when there is no --shape; --max-rows limits it");
        }
        if (scale != null && !(scale > 0 && scale <= 1)) {
            throw usage("--scale is " + scale + "; give a number above 0, and 1 at most");
        }
        if (limit != null && limit < 1) {
            throw usage("--max-rows is " + limit + "; give 1 or more");
        }
        return new FillRequest(
                ShapeFile.read(shape),
                scale == null ? 1 : scale,
                limit != null ? limit : scale != null ? Long.MAX_VALUE : DEFAULT_LIMIT,
                0);
    }

    private static FailureException usage(String what) {
        return Failure.of(
                        Kind.USAGE,
                        what + "; nothing was done",
                        List.of(),
                        "see slipway rehearse --help")
                .exception();
    }
}

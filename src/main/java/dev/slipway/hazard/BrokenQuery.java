package dev.slipway.hazard;

import java.util.List;

/// A query of the application that a statement has broken.
///
/// @param statement the number of that statement among those that were executed, from 0 on
/// @param names of the objects that it changed and the query needs; empty when they are not known
/// @param place the query's file and line
/// @param what why it cannot be prepared any more or, where it still can, how its result differs
/// @param fails whether it cannot be prepared any more
public record BrokenQuery(
        int statement, List<String> names, String place, String what, boolean fails) {
    public BrokenQuery {
        names = List.copyOf(names);
    }

    Finding finding(Scene scene) {
        var spot = scene.spot(names.toArray(String[]::new));
        return new Finding(
                Rule.QUERY_BREAKS,
                fails ? Rule.QUERY_BREAKS.level() : Level.WARNING,
                place,
                fails
                        ? place + " no longer works: " + what
                        : place
                                + " returns "
                                + what
                                + ": sessions that have it prepared fail with \"cached plan must not change result type\"",
                spot.line(),
                spot.column(),
                spot.length(),
                List.of(),
                fails
                        ? "expand and contract: add the new beside the old, release the application that needs only the new, and take the old away in a later release"
                        : "let the application's sessions prepare it anew, as a restart does; a query that names its columns in place of * does not notice new ones",
                null);
    }
}

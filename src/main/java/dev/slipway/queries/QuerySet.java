package dev.slipway.queries;

import java.util.List;

/// The queries of some files.
///
/// @param queries in the order of the files and in theirs
/// @param warnings what was passed over, a line each
public record QuerySet(List<Query> queries, List<String> warnings) {
    public QuerySet {
        queries = List.copyOf(queries);
        warnings = List.copyOf(warnings);
    }
}

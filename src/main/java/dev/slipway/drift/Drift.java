package dev.slipway.drift;

import java.util.List;

/// How a database differs from a fresh build of its applied migrations.
///
/// @param differences by kind, then by name; empty when there is none
/// @param schemas what was compared
/// @param builtOn the version of the server of the fresh build
public record Drift(List<Difference> differences, List<String> schemas, String builtOn) {
    public Drift {
        differences = List.copyOf(differences);
        schemas = List.copyOf(schemas);
    }
}

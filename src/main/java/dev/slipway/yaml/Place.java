package dev.slipway.yaml;

import dev.slipway.failure.Problem;

/// Where something stands in a YAML file.
///
/// @param file as messages name it: `seeds.yaml`, `env/staging/seeds.yaml`
/// @param line 1-based, or 0 for the whole file
/// @param column 1-based, or 0 for the whole line
public record Place(String file, long line, long column) {
    public Problem problem(String message) {
        return Problem.at(file, line, column, message);
    }
}

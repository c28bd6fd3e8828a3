package dev.slipway.manifest;

import dev.slipway.failure.Problem;

/// Where something stands in a manifest.
///
/// @param file as messages name it: `seeds.yaml`, `env/staging/seeds.yaml`
/// @param line 1-based, or 0 for the whole file
/// @param column 1-based, or 0 for the whole line
record Place(String file, long line, long column) {
    Problem problem(String message) {
        return Problem.at(file, line, column, message);
    }
}

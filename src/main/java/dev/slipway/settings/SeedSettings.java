package dev.slipway.settings;

import java.nio.file.Path;

/// Where seeds come from.
///
/// @param directory the folder of the seed files and their manifest
/// @param libraryDirectory the folder of jars with `SeedLoader`s; it need not exist
public record SeedSettings(Path directory, Path libraryDirectory) {}

package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// Where seeds come from, and how they are loaded.
///
/// @param directory the folder of the seed files and their manifest
/// @param libraryDirectory the folder of jars with `SeedLoader`s; it need not exist
/// @param environment whose overlay of the seeds is loaded; null for the base alone
/// @param commitEach whether each seed is committed by itself, and not all together
/// @param rejectDirectory where files of rejected rows go, or null for nowhere
public record SeedSettings(
        Path directory,
        Path libraryDirectory,
        @Nullable String environment,
        boolean commitEach,
        @Nullable Path rejectDirectory) {}

package dev.slipway.manifest;

import dev.slipway.data.Format;

import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

/// What a manifest says of how a seed's files are written.
///
/// @param said the keys that are named, each with where
/// @param type null to go by the files' endings
/// @param header the columns' names of a file without a header row; empty for one that has it
record FormatEntry(
        Map<String, Place> said,
        @Nullable Format type,
        @Nullable Character delimiter,
        @Nullable Character quote,
        @Nullable String nullText,
        @Nullable Charset encoding,
        List<String> header) {}

package dev.slipway.manifest;

import dev.slipway.data.DataFormat;
import dev.slipway.data.Format;
import dev.slipway.yaml.NodeCheck;
import dev.slipway.yaml.Place;

import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What a manifest says of how a seed's files are written; a part that it does not name is null.
///
/// @param said the keys that are named, each with where
/// @param type null to go by the files' endings
/// @param header the columns' names of a file without a header row; empty for one that has it
record FormatEntry(
        Place place,
        Map<String, Place> said,
        @Nullable Format type,
        @Nullable Character delimiter,
        @Nullable Character quote,
        @Nullable String nullMarker,
        @Nullable Charset encoding,
        List<String> header) {
    private static final Set<String> OF_ALL = Set.of("type", "encoding");

    /// The format of a file.
    ///
    /// @param format what the file's ending or the manifest says it is
    /// @param check takes the faults; the format then goes without what is wrong
    DataFormat of(Format format, NodeCheck check, String where) {
        var usual = DataFormat.of(format);
        if (!format.isDelimited()) {
            said.forEach(
                    (key, keyPlace) -> {
                        if (!OF_ALL.contains(key)) {
                            check.fault(
                                    keyPlace,
                                    where
                                            + ": "
                                            + key
                                            + " does not go with "
                                            + FormatReader.name(format));
                        }
                    });
        }
        try {
            return new DataFormat(
                    format,
                    Objects.requireNonNullElse(delimiter, usual.delimiter()),
                    Objects.requireNonNullElse(quote, usual.quote()),
                    nullMarker,
                    Objects.requireNonNullElse(encoding, usual.encoding()),
                    header);
        } catch (IllegalArgumentException e) {
            check.fault(place, where + ": " + e.getMessage());
            return usual;
        }
    }
}

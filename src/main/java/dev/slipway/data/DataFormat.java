package dev.slipway.data;

import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

/// How a file's rows are written. What concerns delimited formats only is ignored by the others.
///
/// @param delimiter between the cells of a row
/// @param quote around a cell, doubled within one; {@link #NO_QUOTE} where no character quotes
/// @param nullMarker the cell that is NULL when it stands without quotes; then an empty cell is the
///     empty text. Null where the empty cell is NULL
/// @param header the columns' names, where the file's first row is data already; empty where that
///     row names them
public record DataFormat(
        Format format,
        char delimiter,
        char quote,
        @Nullable String nullMarker,
        Charset encoding,
        List<String> header) {
    /// No character of any file.
    public static final char NO_QUOTE = '\uffff';

    /// Checks the parts that a person chose.
    ///
    /// @throws IllegalArgumentException when they cannot be; its message is for that person
    public DataFormat {
        header = List.copyOf(header);
        if (!isMark(delimiter)) {
            throw new IllegalArgumentException(
                    "a delimiter is one ASCII character, and no line end");
        }
        if (quote != NO_QUOTE && !isMark(quote)) {
            throw new IllegalArgumentException("a quote is one ASCII character, and no line end");
        }
        if (delimiter == quote) {
            throw new IllegalArgumentException("the delimiter and the quote are the same");
        }
        if (nullMarker != null
                && nullMarker
                        .chars()
                        .anyMatch(c -> c == delimiter || c == quote || c == '\n' || c == '\r')) {
            throw new IllegalArgumentException(
                    "a null marker holds no delimiter, no quote and no line end");
        }
        if (!encoding.canEncode()) {
            throw new IllegalArgumentException(
                    encoding + " is no encoding but a guess; name the encoding itself");
        }
        var seen = new HashSet<String>();
        for (var name : header) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a column of the header has no name");
            }
            if (!seen.add(name)) {
                throw new IllegalArgumentException(
                        "column " + name + " is named twice in the header");
            }
        }
    }

    private static boolean isMark(char c) {
        return c > 0 && c < 0x80 && c != '\n' && c != '\r';
    }

    /// What a format is unless somebody says otherwise.
    public static DataFormat of(Format format) {
        return new DataFormat(
                format,
                format == Format.TSV ? '\t' : ',',
                '"',
                null,
                StandardCharsets.UTF_8,
                List.of());
    }

    /// Whether the file's first row names its columns.
    public boolean hasHeaderRow() {
        return format.isDelimited() && header.isEmpty();
    }
}

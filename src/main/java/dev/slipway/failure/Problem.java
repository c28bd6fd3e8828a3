package dev.slipway.failure;

import org.jspecify.annotations.Nullable;

/// One fault at one place. A failure that has several names them all.
///
/// @param file the file, as the user knows it, or null when the place is no file (a setting, a
///     history row)
/// @param line 1-based line in that file, or 0 when the whole file is meant
/// @param column 1-based column in that line, or 0 when the whole line is meant
/// @param message what is wrong, in one sentence without a full stop
public record Problem(@Nullable String file, long line, long column, String message) {
    public static Problem of(String message) {
        return new Problem(null, 0, 0, message);
    }

    public static Problem inFile(String file, String message) {
        return new Problem(file, 0, 0, message);
    }

    public static Problem at(String file, long line, long column, String message) {
        return new Problem(file, line, column, message);
    }

    /// `file:line:column: message`, without the parts that are not known.
    @Override
    public String toString() {
        if (file == null) {
            return message;
        }
        var place = new StringBuilder(file);
        if (line > 0) {
            place.append(':').append(line);
            if (column > 0) {
                place.append(':').append(column);
            }
        }
        return place.append(": ").append(message).toString();
    }
}

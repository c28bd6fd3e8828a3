package dev.slipway.queries;

/// A query of the application.
///
/// @param file as it was named
/// @param line 1-based line of the file where its first word stands or, in an export, where its row
///     begins
/// @param text as the file writes it
public record Query(String file, long line, String text) {
    /// `orders.sql:12`.
    public String place() {
        return file + ":" + line;
    }
}

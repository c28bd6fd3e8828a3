package dev.slipway.data;

import tools.jackson.databind.JsonNode;

import java.io.IOException;

/// Takes the rows of a file, value by value, in the order of its columns.
public interface RowSink {
    /// Begins a row.
    ///
    /// @param line 1-based line of the file on which the row begins
    void beginRow(long line) throws IOException;

    /// A value as UTF-8 text, in the form that PostgreSQL reads.
    void text(byte[] buffer, int from, int length) throws IOException;

    void nullValue() throws IOException;

    /// A list or an object: an array literal or JSON, as the column's type asks.
    void structure(JsonNode node) throws IOException;

    void endRow() throws IOException;
}

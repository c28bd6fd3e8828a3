package dev.slipway.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Ends a file whose current row is larger than memory has room for, before a parser gathers it.
final class RowBudget extends FilterInputStream {
    /// A parser holds a value up to three times: in characters, as a String, as bytes.
    static final int LONGEST_ROW = Limits.LONGEST_ROW / 2;

    /// A list or an object is a tree of nodes, each far larger than its text.
    static final int MOST_NODES = LONGEST_ROW / 16;

    private final int longestRow;
    private long count;
    private long end;
    private long rowLine = 1;

    RowBudget(InputStream in, int longestRow) {
        super(in);
        this.longestRow = longestRow;
        end = longestRow;
    }

    /// A row begins about here: the parser has read a buffer ahead.
    void beginRow(long line) {
        rowLine = line;
        end = count + longestRow;
    }

    /// The line on which the current row begins.
    long rowLine() {
        return rowLine;
    }

    @Override
    public int read() throws IOException {
        var single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        if (count >= end) {
            throw tooLong();
        }
        var read = super.read(buffer, from, length);
        count += Math.max(read, 0);
        return read;
    }

    MalformedFileException tooLong() {
        return new MalformedFileException(
                rowLine,
                // The parser may hold the end of the row before while it reads this one.
                Limits.tooLong(
                        "the row that begins here, or the one after it,",
                        longestRow,
                        "is a quote or a bracket opened and never closed?"),
                null);
    }
}

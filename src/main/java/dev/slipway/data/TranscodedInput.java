package dev.slipway.data;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Text of any encoding, handed on in UTF-8. Bytes that are no character of the encoding end it
/// with a {@link MalformedFileException}, after all that stands before them.
final class TranscodedInput extends InputStream {
    private static final int CHARS = 1 << 15;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private final ByteBuffer bytes = ByteBuffer.allocate(CHARS).flip();
    private final CharBuffer chars = CharBuffer.allocate(CHARS);
    private final ByteBuffer utf8 = ByteBuffer.allocate(3 * CHARS).flip();
    private boolean ended;
    private boolean flushed;
    private @Nullable MalformedFileException fault;
    private long line = 1;
    private boolean afterReturn;

    TranscodedInput(InputStream in, Charset encoding) {
        this.in = in;
        decoder =
                encoding.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read() throws IOException {
        return fill() ? utf8.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        var count = Math.min(length, utf8.remaining());
        utf8.get(buffer, from, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        while (!utf8.hasRemaining()) {
            if (fault != null) {
                throw fault;
            }
            if (flushed) {
                return false;
            }
            readOn();
            decode();
        }
        return true;
    }

    private void readOn() throws IOException {
        if (ended) {
            return;
        }
        bytes.compact();
        var read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = read < 0;
        bytes.position(bytes.position() + Math.max(read, 0)).flip();
    }

    private void decode() throws IOException {
        chars.clear();
        var result = decoder.decode(bytes, chars, ended);
        if (ended && result.isUnderflow()) {
            flushed = decoder.flush(chars).isUnderflow();
        }
        chars.flip();
        countLines();
        if (result.isError()) {
            fault = malformed(result);
        }
        utf8.clear();
        // The decoder never parts a surrogate pair, so that every chunk is whole.
        var encoded = encoder.reset().encode(chars, utf8, true);
        if (encoded.isError()) {
            encoded.throwException();
        }
        utf8.flip();
    }

    private void countLines() {
        for (int i = 0; i < chars.limit(); i++) {
            var c = chars.get(i);
            if (c == '\r' || (c == '\n' && !afterReturn)) {
                line++;
            }
            afterReturn = c == '\r';
        }
    }

    private MalformedFileException malformed(CoderResult result) {
        var shown = new StringBuilder();
        for (int i = 0; i < Math.min(result.length(), bytes.remaining()); i++) {
            shown.append(String.format(" %02x", bytes.get(bytes.position() + i)));
        }
        return new MalformedFileException(
                line,
                "the file is not "
                        + decoder.charset().name()
                        + ", its encoding by the manifest: no character is written"
                        + shown,
                null);
    }
}

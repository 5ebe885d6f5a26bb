package org.godwit.api.lines;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// The lines of a stream, as UTF-8, one at a time. Memory: two buffers. Not thread-safe.
public final class LineReader {
    /// A file's name, a path and what belongs to it take a few thousand bytes.
    public static final int LINE_BYTES_MAX = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[LINE_BYTES_MAX];
    private int begin;
    private int end;
    private boolean ended;
    private long lines;
    private long bytes;

    public LineReader(InputStream in) {
        this.in = in;
    }

    /// The next line without its end, or empty behind the last one.
    public Optional<String> next() throws IOException {
        int searched = begin;
        while (true) {
            for (int i = searched; i < end; i++) {
                if (buffer[i] == '\n') {
                    return Optional.of(line(i, i + 1));
                }
            }
            searched = end;
            if (ended) {
                return begin == end ? Optional.empty() : Optional.of(line(end, end));
            }
            searched -= fill();
        }
    }

    private String line(int lineEnd, int nextBegin) {
        int length = lineEnd - begin;
        if (length > 0 && buffer[lineEnd - 1] == '\r') {
            length--;
        }
        String line = new String(buffer, begin, length, StandardCharsets.UTF_8);
        bytes += nextBegin - begin;
        begin = nextBegin;
        lines++;
        return line;
    }

    /// Answers by how many bytes what is there has moved to the front.
    private int fill() throws IOException {
        int moved = begin;
        if (begin > 0) {
            System.arraycopy(buffer, begin, buffer, 0, end - begin);
            end -= begin;
            begin = 0;
        }
        if (end == buffer.length) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "line %d has more than %d bytes: is this a list, a line for each file?"
                            .formatted(lines + 1, LINE_BYTES_MAX));
        }
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            ended = true;
        } else {
            end += read;
        }
        return moved;
    }

    /// Whether a next line, or a part of it, is at hand without waiting.
    public boolean isReady() throws IOException {
        return begin < end || in.available() > 0;
    }

    /// Lines given so far: the number of the last one.
    public long lines() {
        return lines;
    }

    /// Bytes of the lines given so far, their ends included.
    public long bytes() {
        return bytes;
    }
}

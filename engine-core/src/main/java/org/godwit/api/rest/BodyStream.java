package org.godwit.api.rest;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// A body of any length as a stream: a few pieces are held, and the next one is asked of the
/// network when one is used up, so that a sender that is faster than its reader waits. Read by one
/// thread.
final class BodyStream extends InputStream {
    private final HttpServerRequest request;
    private final Context context;

    /// Two more than are ever asked for: for the end and for a failure.
    private final BlockingQueue<Piece> pieces =
            new ArrayBlockingQueue<>(RestLimits.BODY_PIECES_MAX + 2);

    private byte[] piece = new byte[0];
    private int position;
    private boolean ended;

    private sealed interface Piece {}

    private record Bytes(Buffer buffer) implements Piece {}

    private record End() implements Piece {}

    private record Broken(Throwable why) implements Piece {}

    private BodyStream(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
    }

    /// The body of a paused request.
    static BodyStream of(HttpServerRequest request, Context context) {
        BodyStream stream = new BodyStream(request, context);
        context.runOnContext(_ -> stream.begin());
        return stream;
    }

    private void begin() {
        if (request.isEnded()) {
            put(new End());
            return;
        }
        request.handler(buffer -> put(new Bytes(buffer)));
        request.endHandler(_ -> put(new End()));
        request.exceptionHandler(why -> put(new Broken(why)));
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.fetch(RestLimits.BODY_PIECES_MAX);
    }

    private void put(Piece next) {
        boolean _ = pieces.offer(next);
    }

    @Override
    public int available() {
        return piece.length - position + pieces.size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        while (position == piece.length && !ended) {
            take();
        }
        if (position == piece.length) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, to, offset, count);
        position += count;
        return count;
    }

    private void take() throws IOException {
        try {
            switch (pieces.take()) {
                case Bytes bytes -> {
                    piece = bytes.buffer().getBytes();
                    position = 0;
                    context.runOnContext(_ -> request.fetch(1));
                }
                case End _ -> ended = true;
                case Broken broken -> throw new IOException("the sender has gone", broken.why());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server is stopping", e);
        }
    }
}

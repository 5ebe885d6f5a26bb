package org.godwit.api.rest;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Reads bodies under bounds: each is measured as it comes, all together share a budget, and none
/// may take for ever. Thread-safe.
final class BodyReader {
    private static final byte[] NO_BODY = {};

    private final AtomicLong inUse = new AtomicLong();

    /// Whether a request has no body, by what its head says.
    static boolean hasNone(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return (length == null || length.equals("0"))
                && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
    }

    /// Reads the body of a request, which is paused if it has one; waits for it. Not for event
    /// loops.
    ///
    /// @throws EngineException `TOO_LARGE`, `OVERLOADED`, or `INVALID_INPUT` if it comes too slowly
    byte[] read(HttpServerRequest request, Context context) {
        if (hasNone(request)) {
            return NO_BODY;
        }
        if (declared(request) > RestLimits.BODY_BYTES_MAX) {
            throw tooLarge();
        }
        Promise<byte[]> whole = Promise.promise();
        context.runOnContext(_ -> new Reading(request, whole).begin(context));
        try {
            return whole.future().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof EngineException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    /// Lets the rest of a refused request's body pass by, so that the client gets to read the
    /// answer; a body without end costs it the connection. On the request's event loop.
    void discard(HttpServerRequest request, Context context) {
        if (request.isEnded()) {
            return;
        }
        long[] passed = {0};
        long timer =
                context.owner()
                        .setTimer(
                                RestLimits.BODY_TIME_MAX.toMillis(),
                                _ -> request.connection().close());
        request.exceptionHandler(_ -> context.owner().cancelTimer(timer));
        request.endHandler(_ -> context.owner().cancelTimer(timer));
        request.handler(piece -> {
            passed[0] += piece.length();
            if (passed[0] > RestLimits.DISCARDED_BYTES_MAX) {
                context.owner().cancelTimer(timer);
                request.connection().close();
            }
        });
        request.resume();
    }

    private static long declared(HttpServerRequest request) {
        try {
            String length = request.getHeader("Content-Length");
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static EngineException tooLarge() {
        return new EngineException(
                ErrorCode.TOO_LARGE,
                "the body has more than "
                        + RestLimits.BODY_BYTES_MAX
                        + " bytes; send it in several requests");
    }

    /// One body under way. Confined to the request's event loop.
    private final class Reading {
        private final HttpServerRequest request;
        private final Promise<byte[]> whole;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
        private boolean over;

        Reading(HttpServerRequest request, Promise<byte[]> whole) {
            this.request = request;
            this.whole = whole;
        }

        void begin(Context context) {
            if (request.isEnded()) {
                end();
                return;
            }
            long timer =
                    context.owner()
                            .setTimer(
                                    RestLimits.BODY_TIME_MAX.toMillis(),
                                    _ ->
                                            fail(
                                                    new EngineException(
                                                            ErrorCode.INVALID_INPUT,
                                                            "the body comes too slowly")));
            whole.future().onComplete(_ -> context.owner().cancelTimer(timer));
            request.handler(piece -> take(piece.getBytes()));
            request.exceptionHandler(this::fail);
            request.endHandler(_ -> end());
            if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
                request.response().writeContinue();
            }
            request.resume();
        }

        private void take(byte[] piece) {
            if (over) {
                return;
            }
            if (bytes.size() + piece.length > RestLimits.BODY_BYTES_MAX) {
                fail(tooLarge());
            } else if (inUse.addAndGet(piece.length) > RestLimits.BODIES_BYTES_MAX) {
                inUse.addAndGet(-piece.length);
                fail(
                        new EngineException(
                                ErrorCode.OVERLOADED,
                                "too much is being sent at a time; try again in a moment"));
            } else {
                bytes.writeBytes(piece);
            }
        }

        private void end() {
            if (!over) {
                free();
                whole.complete(bytes.toByteArray());
            }
        }

        private void fail(Throwable why) {
            if (!over) {
                free();
                bytes.reset();
                whole.fail(why);
            }
        }

        private void free() {
            over = true;
            inUse.addAndGet(-bytes.size());
        }
    }
}

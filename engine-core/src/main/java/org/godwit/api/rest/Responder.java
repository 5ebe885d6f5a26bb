package org.godwit.api.rest;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.godwit.api.web.Json;
import org.godwit.api.web.JsonLine;
import org.godwit.api.web.RowSink;
import org.godwit.api.web.RowSource;
import org.godwit.api.web.StreamCutException;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the answer to one request. Confined to the request's thread; what touches the connection
/// runs on its event loop.
final class Responder {
    static final String JSON = "application/json";
    static final String ROWS = "application/x-json-stream";

    /// Most answers are small, and the room for a whole piece has to be cleared first.
    private static final int FIRST_PIECE_BYTES = 2 * 1024;

    /// As in Rucio: the header is a hint, the body has it all.
    private static final int MESSAGE_HEADER_CHARS_MAX = 125;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final BodyReader bodies;
    private final Context context;
    private boolean begun;

    Responder(HttpServerRequest request, BodyReader bodies, Context context) {
        this.request = request;
        this.response = request.response();
        this.bodies = bodies;
        this.context = context;
    }

    void header(String name, String value) {
        response.putHeader(name, value);
    }

    void json(int status, JsonNode body) {
        document(status, JSON, Json.bytes(body));
    }

    void empty(int status) {
        document(status, JSON, new byte[0]);
    }

    void document(int status, String mediaType, byte[] body) {
        begun = true;
        response.setStatusCode(status)
                .putHeader("Content-Type", mediaType)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Length", Integer.toString(body.length));
        later(() -> response.end(Buffer.buffer(body)));
    }

    /// Answers with an error, unless something was sent already: then the connection breaks, so
    /// that nobody takes the part for the whole.
    void refuse(EngineException refusal) {
        if (begun) {
            cut();
            return;
        }
        String message = String.valueOf(refusal.getMessage());
        ObjectNode body =
                Json.object()
                        .put("ExceptionClass", refusal.code().rucioClass())
                        .put("ExceptionMessage", message);
        response.putHeader("ExceptionClass", refusal.code().rucioClass())
                .putHeader("ExceptionMessage", headerText(message));
        if (refusal.code() == ErrorCode.CANNOT_AUTHENTICATE) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        json(refusal.code().httpStatus(), body);
        context.runOnContext(_ -> bodies.discard(request, context));
    }

    /// Ends the connection.
    void cut() {
        context.runOnContext(_ -> request.connection().close());
    }

    /// Streams rows. One piece is with the network while the next is made; a client that takes
    /// nothing for the idle time loses its connection, and with it the stream ends.
    void rows(RowSource source) {
        Pieces pieces = new Pieces();
        source.writeTo(pieces);
        pieces.end();
    }

    /// Gathers rows into pieces. Confined to the request's thread.
    private final class Pieces implements RowSink {
        private byte[] piece = new byte[FIRST_PIECE_BYTES];
        private int size;
        private Future<Void> sent = Future.succeededFuture();

        @Override
        public void row(JsonNode row) {
            byte[] bytes = Json.bytes(row);
            room(bytes.length + 1);
            System.arraycopy(bytes, 0, piece, size, bytes.length);
            took(bytes.length);
        }

        @Override
        public void row(JsonLine row) {
            room(row.length() + 1);
            took(row.copyTo(piece, size));
        }

        private void room(int bytes) {
            if (size > 0 && RestLimits.STREAM_PIECE_BYTES - size < bytes) {
                send();
            }
            if (piece.length - size < bytes) {
                int wanted = Math.min(RestLimits.STREAM_PIECE_BYTES, 4 * piece.length);
                piece = Arrays.copyOf(piece, Math.max(wanted, size + bytes));
            }
        }

        private void took(int bytes) {
            size += bytes;
            piece[size++] = '\n';
        }

        @Override
        public void flush() {
            if (size > 0) {
                send();
            }
        }

        private void send() {
            if (!begun) {
                begun = true;
                response.setStatusCode(200)
                        .putHeader("Content-Type", ROWS)
                        .putHeader("Cache-Control", "no-store")
                        .setChunked(true);
            }
            await(sent);
            Buffer buffer = Buffer.buffer(size).appendBytes(piece, 0, size);
            size = 0;
            sent = later(() -> response.write(buffer));
        }

        void end() {
            if (!begun) {
                document(200, ROWS, Arrays.copyOf(piece, size));
                return;
            }
            await(sent);
            Buffer last = Buffer.buffer(size).appendBytes(piece, 0, size);
            await(later(() -> response.end(last)));
        }
    }

    private static void await(Future<Void> write) {
        try {
            write.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new StreamCutException(e);
        }
    }

    private Future<Void> later(Supplier<Future<Void>> write) {
        io.vertx.core.Promise<Void> done = io.vertx.core.Promise.promise();
        context.runOnContext(_ -> {
            try {
                write.get().onComplete(done);
            } catch (IllegalStateException e) {
                done.fail(e); // the response was closed with its connection
            }
        });
        return done.future();
    }

    private static String headerText(String message) {
        StringBuilder text = new StringBuilder();
        message.chars()
                .limit(MESSAGE_HEADER_CHARS_MAX)
                .forEach(c -> text.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return text.toString();
    }
}

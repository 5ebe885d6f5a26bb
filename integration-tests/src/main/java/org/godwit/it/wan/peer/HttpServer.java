package org.godwit.it.wan.peer;

import java.util.List;

/// The HTTP server that the HTTP clients fetch from: rclone's, which serves ranges.
final class HttpServer {
    private static final int PORT = 8080;

    private HttpServer() {}

    static void serve(PeerPlace place, String user) {
        place.serve(
                place.source(),
                "http-" + user,
                "nobody",
                port(user),
                List.of(
                        "rclone",
                        "--config",
                        "/dev/null",
                        "serve",
                        "http",
                        place.files().toString(),
                        "--read-only",
                        "--dir-cache-time",
                        "0s",
                        "--addr",
                        place.sourceAddress() + ":" + port(user)));
    }

    /// Every client has a server of its own, so that none finds the other's connections.
    private static int port(String user) {
        return PORT + Math.floorMod(user.hashCode(), 1_000);
    }

    static String url(PeerPlace place, String user) {
        return "http://%s:%d".formatted(place.sourceAddress(), port(user));
    }
}

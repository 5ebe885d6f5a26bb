package org.godwit.it.wan.peer;

import java.util.ArrayList;
import java.util.List;

/// rclone from HTTP, with several streams a file or many files at once.
final class Rclone implements Peer {
    @Override
    public String name() {
        return "rclone";
    }

    @Override
    public List<String> programs() {
        return List.of("rclone");
    }

    @Override
    public List<String> packages() {
        return List.of("rclone");
    }

    @Override
    public void serve(PeerPlace place) {
        HttpServer.serve(place, name());
    }

    @Override
    public List<Setting> settings(PeerPlace place, PeerLoad load) {
        return load.isSmall()
                ? List.of(transfers(place, load, 256), transfers(place, load, 64))
                : List.of(streams(place, load, 32), streams(place, load, 16));
    }

    private static Setting streams(PeerPlace place, PeerLoad load, int streams) {
        return setting(
                place,
                load,
                "%d streams".formatted(streams),
                List.of("--multi-thread-streams", "" + streams, "--multi-thread-cutoff", "8M"));
    }

    private static Setting transfers(PeerPlace place, PeerLoad load, int transfers) {
        return setting(
                place,
                load,
                "--transfers %d".formatted(transfers),
                List.of("--transfers", "" + transfers, "--checkers", "" + transfers));
    }

    private static Setting setting(
            PeerPlace place, PeerLoad load, String name, List<String> options) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "rclone",
                                "--config",
                                "/dev/null",
                                "copy",
                                "--http-url",
                                HttpServer.url(place, "rclone"),
                                ":http:" + load.directory(),
                                place.copies()
                                        .resolve(load.into())
                                        .resolve(load.directory())
                                        .toString()));
        command.addAll(options);
        return new Setting(name, command);
    }
}

package org.godwit.it.wan.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.godwit.it.wan.agents.WorkFile;

/// curl from HTTP: one stream a file.
final class Curl implements Peer {
    @Override
    public String name() {
        return "curl";
    }

    @Override
    public List<String> programs() {
        return List.of("curl", "rclone");
    }

    @Override
    public List<String> packages() {
        return List.of("curl", "rclone");
    }

    @Override
    public void serve(PeerPlace place) {
        HttpServer.serve(place, name());
    }

    @Override
    public List<Setting> settings(PeerPlace place, PeerLoad load) {
        String list = list(place, load).toString();
        return load.files().size() == 1
                ? List.of(new Setting("1 stream", List.of("curl", "-s", "-f", "-K", list)))
                : List.of(
                        new Setting(
                                "-Z --parallel-max 64",
                                List.of(
                                        "curl",
                                        "-s",
                                        "-f",
                                        "-Z",
                                        "--parallel-max",
                                        "64",
                                        "-K",
                                        list)));
    }

    private static Path list(PeerPlace place, PeerLoad load) {
        StringBuilder lines = new StringBuilder("create-dirs\n");
        Path into = place.copies().resolve(load.into());
        for (WorkFile file : load.files()) {
            lines.append("url = \"").append(HttpServer.url(place, "curl")).append('/');
            lines.append(file.path()).append("\"\noutput = \"");
            lines.append(into.resolve(file.path())).append("\"\n");
        }
        try {
            return Files.writeString(place.work().resolve("curl-" + load.into()), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

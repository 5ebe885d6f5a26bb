package org.godwit.it.wan.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.godwit.it.wan.agents.WorkFile;

/// aria2 from HTTP: sixteen connections a file are the most it opens.
final class Aria2 implements Peer {
    @Override
    public String name() {
        return "aria2";
    }

    @Override
    public List<String> programs() {
        return List.of("aria2c", "rclone");
    }

    @Override
    public List<String> packages() {
        return List.of("aria2", "rclone");
    }

    @Override
    public void serve(PeerPlace place) {
        HttpServer.serve(place, name());
    }

    @Override
    public List<Setting> settings(PeerPlace place, PeerLoad load) {
        return load.isSmall()
                ? List.of(
                        setting(place, load, "-j 256", List.of("-j", "256")),
                        setting(place, load, "-j 64", List.of("-j", "64")))
                : List.of(
                        setting(
                                place,
                                load,
                                "-x 16 -s 16",
                                List.of("-x", "16", "-s", "16", "-k", "8M", "-j", "16")));
    }

    private static Setting setting(
            PeerPlace place, PeerLoad load, String name, List<String> options) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "aria2c",
                                "--no-conf",
                                "-q",
                                "--file-allocation=none",
                                "--allow-overwrite=true",
                                "-i",
                                list(place, load).toString(),
                                "-d",
                                place.copies().resolve(load.into()).toString()));
        command.addAll(options);
        return new Setting(name, command);
    }

    private static Path list(PeerPlace place, PeerLoad load) {
        StringBuilder lines = new StringBuilder();
        for (WorkFile file : load.files()) {
            lines.append(HttpServer.url(place, "aria2")).append('/').append(file.path());
            lines.append("\n  out=").append(file.path()).append('\n');
        }
        try {
            return Files.writeString(place.work().resolve("aria2-" + load.into()), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

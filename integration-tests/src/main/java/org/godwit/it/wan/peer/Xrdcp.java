package org.godwit.it.wan.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// XRootD's copy program, from an XRootD server.
final class Xrdcp implements Peer {
    private static final int PORT = 1094;
    private static final String ACCOUNT = "xrootd";

    @Override
    public String name() {
        return "xrdcp";
    }

    @Override
    public List<String> programs() {
        return List.of("xrootd", "xrdcp");
    }

    @Override
    public List<String> packages() {
        return List.of("xrootd-server", "xrootd-client");
    }

    @Override
    public void serve(PeerPlace place) {
        Path state = place.openDirectory("xrootd");
        Path config = place.work().resolve("xrootd.cfg");
        try {
            Files.writeString(
                    config,
                    """
                    all.role server
                    all.export /
                    oss.localroot %s
                    all.adminpath %s
                    all.pidpath %2$s
                    xrd.port %d
                    xrd.network nodnr norpipa
                    """
                            .formatted(place.files(), state, PORT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        place.serve(
                place.source(),
                "xrootd",
                ACCOUNT,
                PORT,
                List.of("xrootd", "-c", config.toString(), "-l", state.resolve("log").toString()));
    }

    @Override
    public List<Setting> settings(PeerPlace place, PeerLoad load) {
        return load.isSmall()
                ? List.of(
                        setting(
                                place,
                                load,
                                "--parallel 64",
                                List.of("--parallel", "64"),
                                List.of()))
                : List.of(
                        setting(
                                place,
                                load,
                                "-S 15, 64 chunks of 8 MB",
                                List.of("-S", "15"),
                                List.of("XRD_CPPARALLELCHUNKS=64", "XRD_CPCHUNKSIZE=8388608")),
                        setting(place, load, "defaults", List.of(), List.of()));
    }

    private static Setting setting(
            PeerPlace place,
            PeerLoad load,
            String name,
            List<String> options,
            List<String> environment) {
        List<String> command = new java.util.ArrayList<>(List.of("env"));
        command.addAll(environment);
        command.addAll(List.of("xrdcp", "-s", "-f", "-r"));
        command.addAll(options);
        command.add("root://%s:%d//%s".formatted(place.sourceAddress(), PORT, load.directory()));
        command.add(place.copies().resolve(load.into()).toString());
        return new Setting(name, command);
    }
}

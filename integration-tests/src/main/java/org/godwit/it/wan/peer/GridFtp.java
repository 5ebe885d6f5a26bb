package org.godwit.it.wan.peer;

import java.util.List;

/// Globus GridFTP, third party: a server at each site, and a client that tells them to copy.
final class GridFtp implements Peer {
    private static final int PORT = 2811;

    @Override
    public String name() {
        return "GridFTP";
    }

    @Override
    public List<String> programs() {
        return List.of("globus-gridftp-server", "globus-url-copy");
    }

    @Override
    public List<String> packages() {
        return List.of("globus-gridftp-server-progs", "globus-gass-copy-progs");
    }

    @Override
    public void serve(PeerPlace place) {
        for (var site : List.of(place.source(), place.destination())) {
            String address = place.link().address(site);
            place.serve(
                    site,
                    "gridftp-" + site.name(),
                    "nobody",
                    PORT,
                    List.of(
                            "globus-gridftp-server",
                            "-p",
                            String.valueOf(PORT),
                            "-control-interface",
                            address,
                            "-data-interface",
                            address,
                            "-aa",
                            "-anonymous-names-allowed",
                            "*",
                            "-rp",
                            "RW" + place.files() + ",RW" + place.copies()));
        }
    }

    @Override
    public List<Setting> settings(PeerPlace place, PeerLoad load) {
        return load.isSmall()
                ? List.of(many(place, load, 64), many(place, load, 32))
                : List.of(streams(place, load, 64), streams(place, load, 16));
    }

    private static Setting streams(PeerPlace place, PeerLoad load, int streams) {
        return setting(
                place, load, "-p " + streams, List.of("-p", String.valueOf(streams), "-bs", "4M"));
    }

    private static Setting many(PeerPlace place, PeerLoad load, int files) {
        return setting(
                place, load, "-pp -cc " + files, List.of("-pp", "-cc", String.valueOf(files)));
    }

    private static Setting setting(
            PeerPlace place, PeerLoad load, String name, List<String> options) {
        List<String> command =
                new java.util.ArrayList<>(List.of("globus-url-copy", "-fast", "-r", "-cd"));
        command.addAll(options);
        command.add(
                "ftp://%s:%d%s/%s/"
                        .formatted(place.sourceAddress(), PORT, place.files(), load.directory()));
        command.add(
                "ftp://%s:%d%s/%s/%s/"
                        .formatted(
                                place.destinationAddress(),
                                PORT,
                                place.copies(),
                                load.into(),
                                load.directory()));
        return new Setting(name, command);
    }
}

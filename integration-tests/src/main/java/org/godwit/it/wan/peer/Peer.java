package org.godwit.it.wan.peer;

import java.util.List;

/// A tool that moves files between the sites of a place: a server at the source (and at the
/// destination where the tool needs one) and a client at the destination.
public interface Peer {
    /// Every tool, the strongest first.
    List<Peer> ALL = List.of(new GridFtp(), new Rclone(), new Aria2(), new Xrdcp(), new Curl());

    /// As people call it.
    String name();

    /// What must be on the path.
    List<String> programs();

    /// The Debian packages that bring the programs.
    List<String> packages();

    /// Starts the servers; they end with the sites.
    void serve(PeerPlace place);

    /// The settings that were found good for a load, the best first.
    List<Setting> settings(PeerPlace place, PeerLoad load);

    /// A client's command line.
    ///
    /// @param name tells it from the tool's other settings
    record Setting(String name, List<String> command) {
        public Setting {
            command = List.copyOf(command);
        }
    }
}

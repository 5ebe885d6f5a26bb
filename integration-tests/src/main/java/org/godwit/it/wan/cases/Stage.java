package org.godwit.it.wan.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.godwit.it.wan.cases.Sitting.Destination;
import org.godwit.model.Protection;

/// A rig and the directories of what happens on it, which are removed with it; logs stay.
final class Stage implements AutoCloseable {
    private final Rig rig;
    private final Path memory;
    private final Path disk;
    private boolean keepsCopies;

    private Stage(Rig rig, Path memory, Path disk) {
        this.rig = rig;
        this.memory = memory;
        this.disk = disk;
    }

    static Stage open(Rig rig, Path memory, Path disk) throws IOException {
        Stage stage = new Stage(rig, memory, disk);
        Files.createDirectories(stage.sources());
        for (Destination destination : Destination.values()) {
            Files.createDirectories(stage.copies(destination));
        }
        return stage;
    }

    Rig rig() {
        return rig;
    }

    /// Where the files are.
    Path sources() {
        return memory.resolve("files");
    }

    /// Where the copies go.
    Path copies(Destination destination) {
        return switch (destination) {
            case DISK -> disk.resolve("copies");
            case MEMORY -> memory.resolve("copies");
        };
    }

    /// Starts a pair of agents.
    Pair pair(Protection protection, Destination destination)
            throws IOException, InterruptedException {
        return pair(protection, destination, 0, List.of());
    }

    /// Starts one of several pairs.
    ///
    /// @param number tells them apart
    /// @param receiverOptions of the destination's process beside the usual ones
    Pair pair(
            Protection protection,
            Destination destination,
            int number,
            List<String> receiverOptions)
            throws IOException, InterruptedException {
        return Pair.open(
                rig,
                new Conditions(protection, sources(), copies(destination), Map.of()),
                number,
                receiverOptions);
    }

    /// Leaves the copies on the disk to the end of the sitting: for minutes after thousands of
    /// files were removed ext4 passes over their inodes one by one for each new file.
    void keepCopies() {
        keepsCopies = true;
    }

    @Override
    public void close() throws IOException {
        rig.close();
        Trees.remove(memory);
        if (!keepsCopies) {
            removeCopies();
        }
    }

    /// Removes what was left on the disk.
    void removeCopies() throws IOException {
        Trees.remove(copies(Destination.DISK));
    }
}

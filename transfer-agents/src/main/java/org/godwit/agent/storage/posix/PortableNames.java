package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.agent.storage.StoragePath;

/// Final names by the JDK's means.
final class PortableNames implements FinalNames {
    private final PosixTree tree;

    PortableNames(PosixTree tree) {
        this.tree = tree;
    }

    @Override
    public Group begin() {
        return new Names();
    }

    private final class Names implements Group {
        private final Map<Path, List<HiddenFile>> touched = new LinkedHashMap<>();

        @Override
        public void give(HiddenFile file) throws IOException, StorageException {
            StoragePath path = file.spec().path();
            Set<Path> directories = new HashSet<>();
            Path target = tree.forNew(path, directories);
            try {
                switch (file) {
                    case PosixIncomingFile part -> Files.createLink(target, part.part());
                    case OneBlockFile _ ->
                            throw new IllegalArgumentException("a file without a name");
                }
            } catch (UnsupportedOperationException e) {
                throw new StorageException(
                        Kind.IO, "the filesystem of " + path + " has no hard links", e);
            }
            directories.forEach(d -> touched.computeIfAbsent(d, _ -> new ArrayList<>()).add(file));
        }

        @Override
        public List<Touched> touched() {
            List<Touched> all = new ArrayList<>();
            touched.forEach((directory, files) ->
                    all.add(
                            new Touched(
                                    directory.toString(),
                                    () -> PosixTree.syncDirectory(directory),
                                    files)));
            return all;
        }

        @Override
        public void synced() {}

        @Override
        public void close() {}
    }
}

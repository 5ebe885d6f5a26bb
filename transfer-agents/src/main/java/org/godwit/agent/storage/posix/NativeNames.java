package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;

/// Final names by linkat(2) in directories that are held open meanwhile.
final class NativeNames implements FinalNames {
    private final NativeTree tree;

    NativeNames(NativeTree tree) {
        this.tree = tree;
    }

    @Override
    public Group begin() {
        return new Names();
    }

    private final class Names implements Group {
        /// By the path that files name.
        private final Map<List<String>, NativeTree.Directory> open = new HashMap<>();

        /// By the real name below the root.
        private final Map<String, List<HiddenFile>> touched = new LinkedHashMap<>();

        /// Directories whose own entries become durable with this group.
        private final Set<String> fresh = new HashSet<>();

        @Override
        public void give(HiddenFile file) throws IOException, StorageException {
            StoragePath path = file.spec().path();
            List<String> parent = path.segments().subList(0, path.segments().size() - 1);
            NativeTree.Directory directory = open.get(parent);
            if (directory == null) {
                directory = tree.directoryOf(path);
                open.put(parent, directory);
            }
            String name = path.segments().getLast();
            directory
                    .descriptor()
                    .act(into -> {
                        switch (file) {
                            case PosixIncomingFile part -> part.link(into, name);
                            case OneBlockFile one -> one.link(into, name);
                        }
                    });
            touch(directory.name(), file);
        }

        private void touch(String directory, HiddenFile file) {
            touched.computeIfAbsent(directory, _ -> new ArrayList<>()).add(file);
            if (tree.isFresh(directory)) {
                fresh.add(directory);
                int end = directory.lastIndexOf('/');
                touch(end < 0 ? "." : directory.substring(0, end), file);
            }
        }

        @Override
        public List<Touched> touched() {
            Map<String, NativeTree.Directory> byName = new HashMap<>();
            open.values().forEach(directory -> byName.put(directory.name(), directory));
            List<Touched> all = new ArrayList<>();
            touched.forEach((name, files) -> {
                Optional<NativeTree.Directory> held = Optional.ofNullable(byName.get(name));
                all.add(new Touched(name, () -> sync(name, held), files));
            });
            return all;
        }

        private void sync(String name, Optional<NativeTree.Directory> held) throws IOException {
            if (held.isPresent()) {
                held.get().descriptor().act(tree.files()::sync);
                return;
            }
            try (NativeTree.Directory again = tree.again(name)) {
                again.descriptor().act(tree.files()::sync);
            }
        }

        @Override
        public void synced() {
            tree.synced(fresh);
        }

        @Override
        public void close() {
            open.values().forEach(NativeTree.Directory::close);
        }
    }
}

package org.godwit.it.sim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The storage of one RSE: incoming files under temporary names, and files at their final names. A
/// crash keeps any part of what was not synced: contents and names apart, as file systems do.
final class SimDisk {
    /// @param contentSynced whether the bytes survive a crash
    /// @param nameSynced whether the name survives a crash
    private record Stored(Content content, boolean contentSynced, boolean nameSynced) {}

    /// A file in the trash.
    private record Trashed(String path, Instant until) {}

    /// What happened when an incoming file asked for its final name.
    enum Landing {
        TAKEN,
        EQUAL_FILE_THERE,
        OTHER_FILE_THERE,
        /// The incoming file has gone.
        NOTHING_TO_NAME
    }

    private final Map<String, Stored> incoming = new TreeMap<>();
    private final Map<String, Stored> files = new TreeMap<>();
    private final BiConsumer<String, Content> visible;
    private final BiConsumer<String, Content> removed;
    private final Map<String, Stored> removals = new TreeMap<>();
    private final List<Trashed> trash = new ArrayList<>();
    private boolean full;
    private boolean unreadable;

    /// @param visible is shown what becomes visible at a final name
    /// @param removed is shown what is taken away
    SimDisk(BiConsumer<String, Content> visible, BiConsumer<String, Content> removed) {
        this.visible = visible;
        this.removed = removed;
    }

    /// The content at a final name; absent also while the disk cannot be read.
    Optional<Content> read(String path) {
        return unreadable ? Optional.empty() : lookAt(path);
    }

    /// What is at a final name, whoever may read it.
    Optional<Content> lookAt(String path) {
        return Optional.ofNullable(files.get(path)).map(Stored::content);
    }

    /// Whether what lies at a final name survives a crash.
    boolean isDurable(String path) {
        Stored there = files.get(path);
        return there != null && there.contentSynced() && there.nameSynced();
    }

    /// All final names, in order.
    List<String> names() {
        return List.copyOf(files.keySet());
    }

    /// The final names below a path, in order.
    List<String> below(String path) {
        return files.keySet().stream().filter(name -> name.startsWith(path + "/")).toList();
    }

    boolean isFull() {
        return full;
    }

    boolean isUnreadable() {
        return unreadable;
    }

    void setFull(boolean now) {
        full = now;
    }

    void setUnreadable(boolean now) {
        unreadable = now;
    }

    /// Puts a file where it is for good, past every agent.
    void place(String path, Content content) {
        files.put(path, new Stored(content, true, true));
    }

    /// Takes a file away, past every agent.
    void takeAway(String path) {
        files.remove(path);
    }

    /// Takes a file away, as an agent might.
    void remove(String path) {
        Stored there = files.remove(path);
        if (there != null) {
            removed.accept(path, there.content());
        }
    }

    /// Moves a file to the trash; not synced.
    void toTrash(String path, Instant keepUntil) {
        @Nullable Stored there = files.remove(path);
        if (there != null) {
            removals.put(path, there);
            trash.add(new Trashed(path, keepUntil));
        }
    }

    /// Makes a removal durable.
    void syncRemoval(String path) {
        removals.remove(path);
    }

    /// Clears the trash of what need not be kept at a time.
    void clearTrash(Instant now, Consumer<Instant> cleared) {
        trash.removeIf(file -> {
            boolean due = !file.until().isAfter(now);
            if (due) {
                cleared.accept(file.until());
            }
            return due;
        });
    }

    /// Writes an incoming file, not synced.
    void receive(String name, Content content) {
        incoming.put(name, new Stored(content, false, false));
    }

    Optional<Content> readIncoming(String name) {
        return Optional.ofNullable(incoming.get(name)).map(Stored::content);
    }

    void dropIncoming(String name) {
        incoming.remove(name);
    }

    /// Makes the bytes of an incoming file durable.
    void syncIncoming(String name) {
        incoming.computeIfPresent(
                name, (_, stored) -> new Stored(stored.content(), true, stored.nameSynced()));
    }

    /// Gives an incoming file its final name unless something is there. The name is not synced.
    Landing takeName(String name, String path) {
        @Nullable Stored there = files.get(path);
        @Nullable Stored arrived = incoming.remove(name);
        if (arrived == null) {
            return Landing.NOTHING_TO_NAME;
        }
        if (there != null) {
            return there.content().equals(arrived.content())
                    ? Landing.EQUAL_FILE_THERE
                    : Landing.OTHER_FILE_THERE;
        }
        files.put(path, new Stored(arrived.content(), arrived.contentSynced(), false));
        visible.accept(path, arrived.content());
        return Landing.TAKEN;
    }

    /// Makes a final name durable.
    void syncName(String path) {
        files.computeIfPresent(
                path, (_, stored) -> new Stored(stored.content(), stored.contentSynced(), true));
    }

    /// The machine dies: of what was not synced, any part is gone.
    void crash(Chance chance) {
        incoming.clear();
        removals.forEach((path, stored) -> {
            if (chance.with(0.5)) {
                files.putIfAbsent(path, stored);
            }
        });
        removals.clear();
        files.entrySet().removeIf(file -> !file.getValue().nameSynced() && chance.with(0.5));
        files.replaceAll((path, stored) -> {
            if (stored.contentSynced() || chance.with(0.5)) {
                return new Stored(stored.content(), true, true);
            }
            visible.accept(path, stored.content().torn());
            return new Stored(stored.content().torn(), true, true);
        });
    }
}

package org.godwit.audit;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.godwit.catalog.schema.AuditTally;
import org.godwit.catalog.schema.Count;
import org.godwit.model.AuditKind;

/// Merges what the catalogue knows of an RSE with what its storage has, both in the order of
/// [PathOrder], and tells the differences. It holds one file of each at a time. Not thread-safe.
///
/// What it tells are candidates: files may have come and gone while the list was made. A replica
/// that was known before and is known after as the same must have been there in between, and a file
/// that neither knows is dark.
public final class Comparison {
    /// Hears of differences.
    public interface Sink {
        /// The catalogue has a replica and the storage no file.
        void lost(KnownFile replica);

        /// The storage has a file that the catalogue does not know.
        void dark(SeenFile file);

        /// Both have it, with different sizes.
        void wrongSize(KnownFile replica, SeenFile file);
    }

    private final Iterator<KnownFile> known;
    private final Sink sink;
    private Optional<KnownFile> next;

    /// Below this nothing could be listed.
    private Optional<byte[]> unlisted = Optional.empty();

    private byte[] last = {};
    private Count listed = Count.ZERO;
    private Count replicas = Count.ZERO;
    private long unchecked;
    private long problems;

    /// @param known in the order of paths
    public Comparison(Iterator<KnownFile> known, Sink sink) {
        this.known = known;
        this.sink = sink;
        this.next = pull();
    }

    private Optional<KnownFile> pull() {
        if (!known.hasNext()) {
            return Optional.empty();
        }
        KnownFile file = known.next();
        replicas = replicas.plus(new Count(1, file.bytes()));
        return Optional.of(file);
    }

    /// Takes the next entry of the list. One that does not come after the last is passed over: a
    /// list that was resumed may say something twice.
    public void see(SeenFile file) {
        if (Arrays.compareUnsigned(file.path(), last) <= 0) {
            return;
        }
        last = file.path();
        while (next.isPresent() && Arrays.compareUnsigned(next.get().path(), file.path()) < 0) {
            missed(next.get());
        }
        if (file.listed()) {
            listed = listed.plus(new Count(1, Math.max(0, file.bytes())));
            match(file);
        } else {
            problems++;
            unlisted = Optional.of(file.path());
        }
    }

    private void match(SeenFile file) {
        boolean found = false;
        while (next.isPresent() && Arrays.equals(next.get().path(), file.path())) {
            KnownFile replica = next.get();
            found = true;
            if (replica.isExpected() && file.bytes() >= 0 && replica.bytes() != file.bytes()) {
                sink.wrongSize(replica, file);
            }
            next = pull();
        }
        if (!found) {
            sink.dark(file);
        }
    }

    private void missed(KnownFile replica) {
        if (replica.isExpected()) {
            boolean unlistedThere =
                    unlisted.filter(path -> PathOrder.isAtOrBelow(replica.path(), path))
                            .isPresent();
            if (unlistedThere) {
                unchecked++;
            } else {
                sink.lost(replica);
            }
        }
        next = pull();
    }

    /// The list has ended: whatever the catalogue knows beyond is not there.
    public void end() {
        while (next.isPresent()) {
            missed(next.get());
        }
    }

    /// What was counted so far, without the differences.
    public AuditTally counted() {
        return new AuditTally(
                replicas, listed, Count.ZERO, Count.ZERO, Count.ZERO, 0, unchecked, problems, 0);
    }

    /// Adds a finding to what was counted.
    public static AuditTally plus(AuditTally tally, AuditKind kind, Count more) {
        return new AuditTally(
                tally.known(),
                tally.listed(),
                kind == AuditKind.LOST ? tally.lost().plus(more) : tally.lost(),
                kind == AuditKind.DARK ? tally.dark().plus(more) : tally.dark(),
                kind == AuditKind.WRONG_SIZE ? tally.wrongSize().plus(more) : tally.wrongSize(),
                tally.lastCopies(),
                tally.unchecked(),
                tally.problems(),
                tally.untold());
    }
}

package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// What a DID has beside its name and content.
///
/// @param expiresAt when it and all rules on it end; never if absent
/// @param closedAt when it was last closed
/// @param updatedAt when its traits, metadata or content last changed; when it was made if absent
public record DidTraits(
        Set<DidFlag> flags,
        Optional<Instant> expiresAt,
        Optional<Instant> closedAt,
        Optional<Instant> updatedAt) {
    /// Nothing set, as files are.
    public static final DidTraits PLAIN =
            new DidTraits(Set.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public DidTraits {
        flags = Set.copyOf(flags);
    }

    public boolean has(DidFlag flag) {
        return flags.contains(flag);
    }

    /// These with a flag set or not.
    public DidTraits with(DidFlag flag, boolean set) {
        if (has(flag) == set) {
            return this;
        }
        Set<DidFlag> changed = EnumSet.noneOf(DidFlag.class);
        changed.addAll(flags);
        if (set) {
            changed.add(flag);
        } else {
            changed.remove(flag);
        }
        return new DidTraits(changed, expiresAt, closedAt, updatedAt);
    }

    /// These with another end.
    public DidTraits expiring(Optional<Instant> time) {
        return new DidTraits(flags, time, closedAt, updatedAt);
    }

    /// These, closed at a time or open.
    public DidTraits closed(Optional<Instant> time) {
        return new DidTraits(flags, expiresAt, time, updatedAt);
    }

    /// These, changed at a time.
    public DidTraits updated(Instant time) {
        return new DidTraits(flags, expiresAt, closedAt, Optional.of(time));
    }
}

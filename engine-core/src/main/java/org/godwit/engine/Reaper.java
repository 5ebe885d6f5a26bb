package org.godwit.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.TombstoneKey;
import org.godwit.deletion.EraseDue;
import org.godwit.deletion.OrderDeletions;
import org.godwit.deletion.ReserveDeletions;
import org.godwit.deletion.RsesToReap;

/// Sees to it that what is to be deleted is: looks at every RSE that holds something which may go,
/// when an event or the clock calls for it, and takes them one decision at a time. All it knows can
/// be found again in the catalogue. Confined to the deciding thread.
final class Reaper {
    /// However many events there are.
    private static final Duration AT_MOST_EVERY = Duration.ofMillis(200);

    private final Deque<RsesToReap.Rse> round = new ArrayDeque<>();
    private final Map<Integer, TombstoneKey> resumeAt = new HashMap<>();
    private Optional<Long> lastNanos = Optional.empty();
    private final Duration every;
    private boolean woken;

    /// @param every how often all RSEs are looked at if nothing calls for it earlier
    Reaper(Duration every) {
        this.every = every;
    }

    /// Something may have become possible.
    void wake() {
        woken = true;
    }

    /// Does one thing if there is one to do.
    boolean step(Agenda.Runner runner, long nanos, Map<String, Long> live) {
        RsesToReap.Rse next = round.poll();
        if (next != null) {
            reap(runner, next, live);
            return true;
        }
        Duration pause = woken ? AT_MOST_EVERY : every;
        if (lastNanos.filter(last -> nanos - last < pause.toNanos()).isPresent()) {
            return false;
        }
        lastNanos = Optional.of(nanos);
        woken = runner.run(new EraseDue());
        round.addAll(runner.run(new RsesToReap()));
        return true;
    }

    private void reap(Agenda.Runner runner, RsesToReap.Rse rse, Map<String, Long> live) {
        boolean deleting = rse.deleting();
        if (rse.reclaimable()) {
            ReserveDeletions.Reserved reserved =
                    runner.run(
                            new ReserveDeletions(
                                    rse.id(),
                                    runner.space(rse.name()),
                                    Optional.ofNullable(resumeAt.remove(rse.id()))));
            reserved.resumeAt().ifPresent(key -> resumeAt.put(rse.id(), key));
            woken |= reserved.files() > 0 && reserved.resumeAt().isPresent();
            deleting |= reserved.files() > 0;
        }
        if (deleting) {
            OrderDeletions.Ordered ordered =
                    runner.run(new OrderDeletions(rse.id(), live, runner.following()));
            woken |= ordered.more();
        }
    }
}

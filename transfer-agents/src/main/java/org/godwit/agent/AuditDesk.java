package org.godwit.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.Storages;
import org.godwit.agent.storage.StoredFile;
import org.godwit.message.FromAgent;
import org.godwit.message.FromAgent.Look;
import org.godwit.message.FromAgent.SettledFile;
import org.godwit.message.ToAgent;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an agent does for audits: lists its storages, looks at files, puts some aside. Nothing is
/// removed. Thread-safe.
final class AuditDesk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditDesk.class);

    /// Listings known at a time; the engine asks again for one that was dropped.
    private static final int LISTINGS_MAX = 8;

    /// Batches that wait; more are dropped, and given again by the engine.
    private static final int WAITING_MAX = 16;

    /// Files put aside lately: an order that is given again is answered as the first time.
    private static final int REMEMBERED_MAX = 2_000;

    private final AgentVoice voice;
    private final Storages storages;
    private final EngineClock clock;
    private final Map<Long, Listing> listings = new HashMap<>();
    private final Map<String, SettledFile> aside =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, SettledFile> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            };
    private final ThreadPoolExecutor settling =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(WAITING_MAX),
                    task -> Thread.ofPlatform().name("audits").daemon().unstarted(task),
                    (_, _) -> log.warn("too much to look at waits; some is passed over for now"));

    AuditDesk(AgentVoice voice, Storages storages, EngineClock clock) {
        this.voice = voice;
        this.storages = storages;
        this.clock = clock;
    }

    /// Begins a listing, or goes on with it.
    synchronized void take(ToAgent.ListFiles order) {
        listings.values().removeIf(Listing::isOver);
        Optional<Listing> known = Optional.ofNullable(listings.get(order.audit()));
        if (known.isPresent()) {
            if (known.get().asked(order)) {
                return;
            }
            known.get().stop();
        }
        if (known.isEmpty() && listings.size() >= LISTINGS_MAX) {
            log.warn("audit {} waits: {} storages are being listed", order.audit(), LISTINGS_MAX);
            return;
        }
        Listing listing = new Listing(order, storages.find(order.rse()), voice, clock);
        listings.put(order.audit(), listing);
        Thread _ = Thread.ofVirtual().name("list-" + order.audit()).start(listing::run);
    }

    /// Takes files to look at, or to put aside.
    void take(ToAgent.Settle order) {
        settling.execute(() -> settle(order));
    }

    private void settle(ToAgent.Settle order) {
        List<SettledFile> settled = new ArrayList<>();
        for (ToAgent.Found file : order.files()) {
            settled.add(settle(order, file));
        }
        boolean _ =
                voice.say(
                        new FromAgent.Settled(
                                voice.agent(),
                                voice.incarnation(),
                                order.audit(),
                                order.batch(),
                                settled));
    }

    private SettledFile settle(ToAgent.Settle order, ToAgent.Found file) {
        try {
            Optional<StorageProtocol> storage = storages.find(order.rse());
            if (storage.isEmpty()) {
                return left(file, "agent " + voice.agent() + " does not serve " + order.rse());
            }
            StoragePath path = StoragePath.parse(file.path());
            Optional<StoredFile> found = storage.get().find(path);
            if (!file.aside()) {
                return found.map(there ->
                                new SettledFile(file.path(), Look.THERE, there.bytes(), ""))
                        .orElseGet(() -> new SettledFile(file.path(), Look.MISSING, -1, ""));
            }
            return found.isPresent()
                    ? putAside(order, file, storage.get(), found.get())
                    : Optional.ofNullable(aside.get(key(order, file)))
                            .orElseGet(() -> new SettledFile(file.path(), Look.MISSING, -1, ""));
        } catch (StorageException e) {
            return left(file, String.valueOf(e.getMessage()));
        }
    }

    private SettledFile putAside(
            ToAgent.Settle order, ToAgent.Found file, StorageProtocol storage, StoredFile found)
            throws StorageException {
        if (file.bytes() >= 0 && found.bytes() != file.bytes()) {
            return left(file, "it has another size than when it was found");
        }
        Instant latest = clock.now().minusSeconds(order.olderThanSeconds());
        if (found.modified().isAfter(latest)) {
            return left(
                    file,
                    "it was changed within the last "
                            + Duration.ofSeconds(order.olderThanSeconds()));
        }
        Optional<ReceivesFiles> writer = storage.receiver();
        if (writer.isEmpty()) {
            return left(file, "agent " + voice.agent() + " only reads " + order.rse());
        }
        String place = writer.get().setAside(found.path());
        log.info("audit {}: {} of {} is now {}", order.audit(), file.path(), order.rse(), place);
        SettledFile done = new SettledFile(file.path(), Look.ASIDE, found.bytes(), place);
        aside.put(key(order, file), done);
        return done;
    }

    private static String key(ToAgent.Settle order, ToAgent.Found file) {
        return order.audit() + "/" + file.path();
    }

    private static SettledFile left(ToAgent.Found file, String why) {
        return new SettledFile(file.path(), Look.LEFT, -1, why);
    }

    @Override
    public void close() {
        synchronized (this) {
            listings.values().forEach(Listing::stop);
        }
        settling.getQueue().clear();
        settling.shutdown();
    }
}

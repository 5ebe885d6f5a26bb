package org.godwit.agent;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.StoredFile;
import org.godwit.audit.PathOrder;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.runtime.EngineClock;

/// Lists the files of an RSE for an audit, in the order of their paths and in parts, never more
/// than a few parts ahead of what the engine has. [#run] is called once; the rest is thread-safe.
final class Listing {
    /// Files in a part.
    static final int FILES_PER_PART = FromAgent.ITEMS_MAX;

    /// Bytes of the paths in a part: with what JSON adds it stays below the post's bound.
    private static final int PATH_BYTES_PER_PART = 1_000_000;

    /// Parts told that the engine has not asked to go on from.
    static final int PARTS_AHEAD_MAX = 8;

    /// A part is told again if the engine asks for it so long after.
    private static final Duration TELL_AGAIN = Duration.ofSeconds(3);

    /// An engine that does not ask any more has given it up.
    private static final Duration UNASKED_MAX = Duration.ofMinutes(10);

    /// What stands in a name for bytes that are not UTF-8.
    private static final char NOT_UTF_8 = '\uFFFD';

    private record Told(FromAgent.Listed part, long nanos) {}

    private final ToAgent.ListFiles order;
    private final Optional<StorageProtocol> storage;
    private final AgentVoice voice;
    private final EngineClock clock;
    private final byte[] after;
    private final Map<Long, Told> told = new TreeMap<>();
    private final List<FromAgent.ListedFile> files = new ArrayList<>();
    private final List<FromAgent.ScanProblem> problems = new ArrayList<>();
    private long pathBytes;
    private String last;
    private long next;
    private boolean whole;
    private boolean stopped;
    private long wanted;
    private long askedNanos;

    Listing(
            ToAgent.ListFiles order,
            Optional<StorageProtocol> storage,
            AgentVoice voice,
            EngineClock clock) {
        this.order = order;
        this.storage = storage;
        this.voice = voice;
        this.clock = clock;
        this.after = PathOrder.key(order.after());
        this.last = order.after();
        this.next = order.part();
        this.wanted = order.part();
        this.askedNanos = clock.nanoTime();
    }

    /// Ends the walk from within.
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    void run() {
        String failure = "";
        try {
            StorageProtocol from =
                    storage.orElseThrow(() ->
                            new StorageException(
                                    StorageException.Kind.REFUSED,
                                    "this agent does not serve RSE " + order.rse()));
            from.walk(Optional.empty(), new Walker());
        } catch (StorageException e) {
            failure = String.valueOf(e.getMessage());
        } catch (StoppedException e) {
            return;
        }
        try {
            tell(true, failure);
        } catch (StoppedException e) {
            return;
        }
    }

    private final class Walker implements StorageProtocol.Visitor {
        @Override
        public boolean file(StoredFile file) {
            String path = file.path().toString();
            if (path.indexOf(NOT_UTF_8) >= 0) {
                skipped(path, "its name is not UTF-8");
            } else if (isNew(path)) {
                files.add(
                        new FromAgent.ListedFile(
                                path, file.bytes(), file.modified().toEpochMilli()));
                took(path);
            }
            return true;
        }

        @Override
        public void skipped(String path, String why) {
            if (isNew(path)) {
                problems.add(new FromAgent.ScanProblem(path, why));
                took(path);
            }
        }
    }

    private boolean isNew(String path) {
        return Arrays.compareUnsigned(PathOrder.key(path), after) > 0;
    }

    private void took(String path) {
        last = path;
        pathBytes += path.getBytes(StandardCharsets.UTF_8).length;
        if (files.size() + problems.size() >= FILES_PER_PART || pathBytes >= PATH_BYTES_PER_PART) {
            tell(false, "");
        }
    }

    /// Tells a part, once the engine has asked to go on from those before.
    private void tell(boolean finished, String failure) {
        FromAgent.Listed part =
                new FromAgent.Listed(
                        voice.agent(),
                        voice.incarnation(),
                        order.audit(),
                        next,
                        files,
                        problems,
                        last,
                        finished,
                        failure);
        files.clear();
        problems.clear();
        pathBytes = 0;
        synchronized (this) {
            awaitTurn();
            if (stopped) {
                throw new StoppedException();
            }
            told.put(next, new Told(part, clock.nanoTime()));
            next++;
            whole = finished;
        }
        say(part);
    }

    /// Waits until the engine has asked for what is next, or has given it up.
    private synchronized void awaitTurn() {
        try {
            while (next >= wanted + PARTS_AHEAD_MAX && !stopped) {
                long left = UNASKED_MAX.toNanos() - (clock.nanoTime() - askedNanos);
                stopped = left <= 0;
                wait(Math.max(1, left / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    private void say(FromAgent.Listed part) {
        boolean _ = voice.say(part);
    }

    /// The engine has all before a part, and asks for what follows.
    ///
    /// @return whether this listing can go on from there; else another is to be begun
    boolean asked(ToAgent.ListFiles again) {
        List<FromAgent.Listed> late = new ArrayList<>();
        synchronized (this) {
            if (stopped || again.part() < wanted || again.part() > next) {
                return false;
            }
            wanted = again.part();
            askedNanos = clock.nanoTime();
            told.keySet().removeIf(number -> number < wanted);
            told.replaceAll((_, part) -> {
                if (askedNanos - part.nanos() < TELL_AGAIN.toNanos()) {
                    return part;
                }
                late.add(part.part());
                return new Told(part.part(), askedNanos);
            });
            notifyAll();
        }
        late.forEach(this::say);
        return true;
    }

    /// Whether nothing is to be done any more: the engine has all, or has given it up.
    synchronized boolean isOver() {
        boolean unasked = clock.nanoTime() - askedNanos > UNASKED_MAX.toNanos();
        return stopped || unasked || (whole && wanted >= next);
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }
}

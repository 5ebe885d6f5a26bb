package org.godwit.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.godwit.agent.order.DeletionTurns;
import org.godwit.agent.storage.RemovesFiles;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.Storages;
import org.godwit.agent.storage.StoredFile;
import org.godwit.message.DeletionOrder;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.message.Witness;
import org.godwit.model.DeletionId;
import org.godwit.model.FailureClass;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what an engine has ordered to be removed, and looks at copies before others are. One
/// message after the other, on one thread: an earlier message can so never go on removing what was
/// made after a later one was answered. Thread-safe.
final class DeletionRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeletionRunner.class);

    /// Messages that wait; more are dropped, and given again by the engine.
    private static final int WAITING_MAX = 64;

    private final AgentVoice voice;
    private final Storages storages;
    private final EngineClock clock;
    private final DeletionTurns turns = new DeletionTurns();
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(WAITING_MAX),
                    task -> Thread.ofPlatform().name("deletions").daemon().unstarted(task),
                    (_, _) -> log.warn("too many deletions wait; one is passed over for now"));

    DeletionRunner(AgentVoice voice, Storages storages, EngineClock clock) {
        this.voice = voice;
        this.storages = storages;
        this.clock = clock;
    }

    /// Takes an order that the agent has obeyed; called by the thread that obeys.
    void take(ToAgent.Delete order) {
        if (turns.take(order.epoch(), order.sequence())) {
            thread.execute(() -> remove(order));
        }
    }

    /// Takes a question that the agent has obeyed.
    void take(ToAgent.Examine question) {
        thread.execute(() -> examine(question));
    }

    private void remove(ToAgent.Delete order) {
        List<DeletionId> done = new ArrayList<>();
        List<FromAgent.NotDeleted> failed = new ArrayList<>();
        Map<String, List<DeletionOrder>> byRse = new LinkedHashMap<>();
        order.files()
                .forEach(file ->
                        byRse.computeIfAbsent(file.rse(), _ -> new ArrayList<>()).add(file));
        byRse.forEach((rse, files) -> remove(rse, files, done, failed));
        log.info("removed {} files, {} could not be", done.size(), failed.size());
        voice.say(
                new FromAgent.Deleted(
                        voice.agent(), voice.incarnation(), order.sequence(), done, failed));
    }

    private void remove(
            String rse,
            List<DeletionOrder> files,
            List<DeletionId> done,
            List<FromAgent.NotDeleted> failed) {
        Optional<RemovesFiles> remover = storages.find(rse).flatMap(StorageProtocol::remover);
        List<DeletionOrder> named = new ArrayList<>();
        List<RemovesFiles.Removal> removals = new ArrayList<>();
        for (DeletionOrder file : files) {
            try {
                removals.add(removal(file));
                named.add(file);
            } catch (StorageException e) {
                failed.add(failure(file, e));
            }
        }
        if (remover.isEmpty()) {
            named.forEach(file ->
                    failed.add(
                            new FromAgent.NotDeleted(
                                    file.id(),
                                    FailureClass.REFUSED,
                                    "RSE " + rse + " is only read by " + voice.agent())));
            return;
        }
        List<Optional<StorageException>> results = remover.get().remove(removals);
        for (int i = 0; i < named.size(); i++) {
            DeletionOrder file = named.get(i);
            results.get(i)
                    .ifPresentOrElse(
                            problem -> failed.add(failure(file, problem)),
                            () -> done.add(file.id()));
        }
    }

    private RemovesFiles.Removal removal(DeletionOrder file) throws StorageException {
        Instant until = clock.now().plusSeconds(Math.max(0, file.keepSeconds()));
        return new RemovesFiles.Removal(
                file.id().toString(), StoragePath.parse(file.path()), until);
    }

    private static FromAgent.NotDeleted failure(DeletionOrder file, StorageException e) {
        FailureClass failure =
                switch (e.kind()) {
                    case REFUSED, READ_ONLY, EXISTS -> FailureClass.REFUSED;
                    case NO_SPACE -> FailureClass.SPACE;
                    case NOT_FOUND, CHANGED, BUSY, IO -> FailureClass.DESTINATION;
                };
        return new FromAgent.NotDeleted(file.id(), failure, String.valueOf(e.getMessage()));
    }

    private void examine(ToAgent.Examine question) {
        List<Witness> there = new ArrayList<>();
        List<Witness> missing = new ArrayList<>();
        for (Witness file : question.files()) {
            try {
                Optional<StorageProtocol> storage = storages.find(file.rse());
                Optional<StoredFile> found =
                        storage.isPresent()
                                ? storage.get().find(StoragePath.parse(file.path()))
                                : Optional.empty();
                boolean right = found.filter(f -> f.bytes() == file.bytes()).isPresent();
                (right ? there : missing).add(file);
            } catch (StorageException e) {
                log.warn(
                        "{} of {} could not be looked at: {}",
                        file.path(),
                        file.rse(),
                        e.getMessage());
                missing.add(file);
            }
        }
        voice.say(
                new FromAgent.Examined(
                        voice.agent(), voice.incarnation(), question.epoch(), there, missing));
    }

    /// What has begun is done; what waits is given again by the engine.
    @Override
    public void close() {
        thread.getQueue().clear();
        thread.shutdown();
    }
}

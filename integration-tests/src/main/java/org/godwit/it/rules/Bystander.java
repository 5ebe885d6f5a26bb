package org.godwit.it.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.model.DidType;
import org.godwit.namespace.SetMetadata;

/// Somebody else who uses the engine meanwhile: one small command after the other, each answered
/// once it is synced.
final class Bystander {
    private static final String DATASET = "bystander";

    private final Workshop workshop;
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;
    private volatile boolean stopping;

    private Bystander(Workshop workshop) {
        this.workshop = workshop;
        this.thread = Thread.ofPlatform().name("bystander").unstarted(this::run);
    }

    static Bystander start(Workshop workshop) {
        workshop.collection(DATASET, DidType.DATASET);
        Bystander bystander = new Bystander(workshop);
        bystander.thread.start();
        return bystander;
    }

    private void run() {
        for (int i = 0; !stopping; i++) {
            long start = workshop.clock().nanoTime();
            workshop.engine()
                    .call(
                            new SetMetadata(
                                    Workshop.did(DATASET),
                                    Map.of("run", Optional.of(Integer.toString(i)))));
            millis.add(workshop.seconds(start) * 1e3);
        }
    }

    void stop() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    int count() {
        return millis.size();
    }

    /// The time within which this share of the commands was answered.
    double millis(double share) {
        List<Double> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.isEmpty() ? 0 : sorted.get(Math.clamp(index, 0, sorted.size() - 1));
    }
}

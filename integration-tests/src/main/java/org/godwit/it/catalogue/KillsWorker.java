package org.godwit.it.catalogue;

import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.godwit.engine.Engine;
import org.godwit.fleet.Fleet;
import org.godwit.it.catalogue.KilledLoad.Step;
import org.godwit.rule.MoveLimits;
import org.godwit.runtime.EngineClock;
import org.godwit.store.RocksCatalog;
import org.godwit.store.rocks.CatalogOptions;

/// The process that [Kills] kills: an engine over a catalogue of its own, written by several
/// threads. It prints `ready`, then a line `WRITER NUMBER` for each step as soon as it is
/// acknowledged. Buffers are tiny, so that flushes and compactions are under way when it dies.
public final class KillsWorker {
    private static final long KIB = 1 << 10;

    static final CatalogOptions OPTIONS =
            new CatalogOptions(4096 * KIB, 1024 * KIB, 2048 * KIB, 64, 2);

    private static final int FAILED = 3;

    private KillsWorker() {}

    /// Works until it is killed.
    ///
    /// @param arguments directory, seed, then for each writer how many steps were acknowledged
    public static void main(String[] arguments) throws InterruptedException {
        EngineClock clock = EngineClock.system();
        // Neither is closed: the process ends by a kill.
        RocksCatalog catalog = RocksCatalog.open(Path.of(arguments[0]), OPTIONS);
        Engine engine =
                Engine.open(
                        catalog,
                        clock,
                        new SplittableRandom(Long.parseLong(arguments[1])),
                        new Fleet(clock),
                        Map.of(),
                        MoveLimits.DEFAULT);
        engine.start((_, _) -> {});
        KilledLoad.world(engine);
        say("ready");
        Thread last = Thread.currentThread();
        for (int writer = 0; writer + 2 < arguments.length; writer++) {
            Step first = new Step(writer, Long.parseLong(arguments[writer + 2]) + 1);
            last = Thread.ofVirtual().start(() -> write(engine, first));
        }
        last.join();
    }

    private static void write(Engine engine, Step first) {
        try {
            for (long number = first.number(); ; number++) {
                KilledLoad.carryOut(engine, new Step(first.writer(), number));
                say(first.writer() + " " + number);
            }
        } catch (RuntimeException e) {
            System.err.println("writer " + first.writer() + " failed: " + e);
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}

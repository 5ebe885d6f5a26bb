package org.godwit.it.wan.cases;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.runtime.EngineClock;

/// Something that goes wrong in the middle of a submission, and whatever puts it right again.
@FunctionalInterface
interface Breakage {
    /// Breaks, and mends as far as that is not the product's own business.
    ///
    /// @return the submission to wait for
    Pair.Moving happen(Broken broken) throws IOException, InterruptedException;

    /// A submission that is under way.
    ///
    /// @param into directory of its copies
    /// @param mended to be told when the product could go on
    record Broken(
            Pair pair,
            List<WorkFile> files,
            String into,
            Pair.Moving moving,
            Timeline timeline,
            Runnable mended,
            List<String> wrong) {
        /// Notes what is wrong at final names in this moment.
        void look() throws IOException {
            wrong.addAll(pair.wrongAndVisible(files, into));
        }

        /// Gives the orders for what is not there yet again, as an engine does.
        Pair.Moving again() throws IOException, InterruptedException {
            timeline.restart();
            return pair.begin(
                    pair.missing(files, into), into, 2, Faults.PROGRESS_MILLIS, timeline::add);
        }
    }

    /// The link is cut for a while.
    static Breakage cut(Duration time) {
        return broken -> {
            broken.pair().rig().link().cut();
            broken.look();
            EngineClock.system().sleep(time);
            broken.pair().rig().link().mend();
            broken.mended().run();
            return broken.moving();
        };
    }

    /// The destination's agent is killed and started again; the orders are given again.
    static Breakage kill() {
        return broken -> {
            broken.pair().killReceiver();
            broken.look();
            broken.pair().startReceiver();
            broken.mended().run();
            return broken.again();
        };
    }

    /// One of the connections is reset at both ends.
    static Breakage reset() {
        return broken -> {
            Connections.resetOne(broken.pair());
            broken.mended().run();
            return broken.moving();
        };
    }

    /// The destination's disk, which somebody else has filled, has no room for some of the files;
    /// then there is, and the orders are given again.
    static Breakage full(SmallDisk disk) {
        return broken -> {
            Run first = broken.moving().await();
            if (first.done().failed() == 0) {
                throw new IllegalStateException("the disk was full and no transfer failed");
            }
            broken.look();
            disk.free();
            broken.mended().run();
            return broken.again();
        };
    }
}

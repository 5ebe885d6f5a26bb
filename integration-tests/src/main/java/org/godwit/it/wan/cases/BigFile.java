package org.godwit.it.wan.cases;

import java.io.IOException;
import java.util.Locale;
import org.godwit.it.wan.cases.Sitting.Destination;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.model.Protection;

/// One large file on the standard link, to a disk, over a warm pool: what several cases start from.
final class BigFile {
    static final String FULL = "1x4GiB";
    static final String QUICK = "1x2GiB";

    /// What other tools get in a quick call.
    static final String QUICK_PEERS = "1x1GiB";

    private BigFile() {}

    /// The series with a protection, measured once in a sitting.
    static Series series(Sitting sitting, Protection protection)
            throws IOException, InterruptedException {
        return sitting.once(
                "big file " + protection,
                Series.class,
                () -> {
                    try (Stage stage = sitting.stage("big-file", LinkSpec.standard())) {
                        return series(sitting, stage, protection);
                    }
                });
    }

    private static Series series(Sitting sitting, Stage stage, Protection protection)
            throws IOException, InterruptedException {
        Pair pair = stage.pair(protection, Destination.DISK);
        pair.settle(sitting.isQuick());
        var files = pair.make("work", sitting.workload(FULL, QUICK));
        return sitting.remember(Series.measure(pair, files, sitting.runs()));
    }

    /// Part of the line rate that a payload rate is.
    static double ofLink(double megabytesPerSecond, LinkSpec link) {
        return megabytesPerSecond * 8 / link.rateMbit();
    }

    static String word(Protection protection) {
        return protection.name().toLowerCase(Locale.ROOT);
    }
}

package org.godwit.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The files of a made-up night at a telescope: many small ones, some of tens of megabytes, a few
/// of hundreds. The same arguments give the same plan.
///
/// @param seed of the files' content
record NightPlan(String name, long seed, List<Planned> files) {
    /// How many files a night has, about.
    static final int FILES = 360;

    private static final int LARGE = 6;
    private static final int MEDIUM = 48;
    private static final double LARGE_SHARE = 0.45;
    private static final double MEDIUM_SHARE = 0.45;

    /// Sizes of files of one kind lie this far from their mean, as a factor.
    private static final double SPREAD = 0.5;

    NightPlan {
        files = List.copyOf(files);
    }

    /// What a file holds.
    enum Kind {
        /// An image: header and pixels.
        FITS,
        /// Lines of a log.
        LOG,
        /// Nothing.
        EMPTY
    }

    /// @param path below the night's directory
    record Planned(String path, long bytes, Kind kind) {}

    /// A night of `bytes` in all, less than a FITS block per file more or less.
    static NightPlan of(String name, long seed, long bytes) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Planned> files = new ArrayList<>();
        for (int i = 0; i < LARGE; i++) {
            long size = size(random, bytes * LARGE_SHARE / LARGE);
            files.add(fits("focal plane/%s-exposure-%03d.fits".formatted(name, i), size));
        }
        for (int i = 0; i < MEDIUM; i++) {
            long size = size(random, bytes * MEDIUM_SHARE / MEDIUM);
            files.add(fits("R%02d/S%02d/%s-%03d.fits".formatted(i % 5, i % 9, name, i), size));
        }
        files.add(fits("Étalonnage/plat n° 1 – bande r.fits", size(random, 400_000)));
        files.add(fits("较准/暗场 1.fits", size(random, 400_000)));
        files.add(new Planned("logs/night log.txt", 40_000, Kind.LOG));
        files.add(new Planned("logs/weather.txt", 3_000, Kind.LOG));
        files.add(new Planned("finished", 0, Kind.EMPTY));
        long left = bytes - files.stream().mapToLong(Planned::bytes).sum();
        int small = FILES - files.size();
        for (int i = 0; i < small; i++) {
            long size = size(random, Math.max(left, 0) / (double) small);
            files.add(fits("R%02d/stamps/%s-%03d.fits".formatted(i % 5, name, i), size));
        }
        return new NightPlan(name, seed, files);
    }

    long bytes() {
        return files.stream().mapToLong(Planned::bytes).sum();
    }

    private static Planned fits(String path, long about) {
        return new Planned(path, FitsImage.size(about), Kind.FITS);
    }

    private static long size(SplittableRandom random, double mean) {
        return Math.round(mean * (1 - SPREAD + 2 * SPREAD * random.nextDouble()));
    }
}

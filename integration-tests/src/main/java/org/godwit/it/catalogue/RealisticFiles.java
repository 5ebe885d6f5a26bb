package org.godwit.it.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.registration.ReplicaLine;

/// Files as experiments name them: names of 40 to 120 characters, a third of them with a random
/// UUID, random checksums, sizes between 10 MB and 10 GB, in datasets whose files lie at the same
/// RSEs. The same seed gives the same files, dataset by dataset, in any order. Immutable.
///
/// The forms are those of simulated and recorded data of ATLAS, CMS, the Rubin Observatory and
/// DUNE; the numbers in them are random.
final class RealisticFiles {
    /// Scopes that the files are in.
    static final List<String> SCOPES = List.of("mc23_13p6TeV", "cms", "lsstcam", "dune-pd");

    /// RSEs of the deployment: as many as ATLAS has.
    static final int RSES = 120;

    private static final double LEAST_BYTES = 1e7;
    private static final double BYTES_SPREAD = 1e3;
    private static final long DATASET_MIX = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final String tag;
    private final int copies;

    /// @param tag in the names of datasets, so that two lists share none
    /// @param copies of each file
    RealisticFiles(long seed, String tag, int copies) {
        this.seed = seed;
        this.tag = tag;
        this.copies = copies;
    }

    /// The name of an RSE, from 0.
    static String rse(int number) {
        return "SITE%03d-DISK".formatted(number);
    }

    /// The files of a dataset.
    List<ReplicaLine> dataset(long number, int files) {
        RandomGenerator random = new SplittableRandom(seed ^ (number * DATASET_MIX));
        Form form = form(number, random);
        Optional<Did> dataset = Optional.of(new Did(form.scope(), form.dataset()));
        int first = random.nextInt(RSES);
        List<String> rses = new ArrayList<>();
        for (int i = 0; i < copies; i++) {
            rses.add(rse((first + i * (1 + random.nextInt(RSES / copies))) % RSES));
        }
        List<String> places = rses.stream().distinct().toList();
        List<ReplicaLine> lines = new ArrayList<>(files);
        for (int i = 0; i < files; i++) {
            lines.add(
                    new ReplicaLine(
                            places,
                            new Did(form.scope(), form.file(i, random)),
                            (long) (LEAST_BYTES * Math.pow(BYTES_SPREAD, random.nextDouble())),
                            new Adler32(random.nextInt()),
                            Optional.empty(),
                            dataset));
        }
        return lines;
    }

    /// How an experiment names things.
    private record Form(String scope, String dataset, Naming naming) {
        String file(int number, RandomGenerator random) {
            return naming.file(number, random);
        }
    }

    @FunctionalInterface
    private interface Naming {
        String file(int number, RandomGenerator random);
    }

    private Form form(long number, RandomGenerator random) {
        int task = random.nextInt(10_000_000, 100_000_000);
        int run = random.nextInt(500_000, 900_000);
        return switch (Math.floorMod(number, 6)) {
            case 0, 1 ->
                    new Form(
                            SCOPES.get(0),
                            "mc23_13p6TeV.%d.PhPy8EG_A14_ttbar_hdamp258p75.deriv.DAOD_PHYS.%s%d_tid%d_00"
                                    .formatted(run, tag, number, task),
                            (i, _) ->
                                    "DAOD_PHYS."
                                            + run
                                            + ".PhPy8EG_A14_ttbar."
                                            + task
                                            + tag
                                            + number
                                            + "._"
                                            + padded(i, 6)
                                            + ".pool.root.1");
            case 2, 3 ->
                    new Form(
                            SCOPES.get(1),
                            "store/mc/Run3Summer23/TTto2L2Nu_TuneCP5/AODSIM/130X-v2/%s%d/%d"
                                    .formatted(tag, number, task),
                            (_, r) ->
                                    "store/mc/Run3Summer23/TTto2L2Nu_TuneCP5/AODSIM/130X-v2/"
                                            + tag
                                            + number
                                            + "/"
                                            + new UUID(r.nextLong(), r.nextLong())
                                            + ".root");
            case 4 ->
                    new Form(
                            SCOPES.get(2),
                            "LSSTCam/raw/all/2025%04d/%s%d".formatted(run % 1231, tag, number),
                            (i, _) ->
                                    "LSSTCam/raw/all/MC_O_"
                                            + task
                                            + "_"
                                            + tag
                                            + number
                                            + "/raw_R"
                                            + padded(i / 9, 3)
                                            + "_S"
                                            + i % 9
                                            + "_LSSTCam_raw_all.fits");
            default ->
                    new Form(
                            SCOPES.get(3),
                            "np04hd_raw_run0%d_%s%d_1".formatted(run, tag, number),
                            (i, _) ->
                                    "np04hd_raw_run0"
                                            + run
                                            + "_"
                                            + tag
                                            + number
                                            + "_"
                                            + padded(i, 5)
                                            + "_dataflow"
                                            + i % 8
                                            + "_datawriter_0_20250704T0312.hdf5");
        };
    }

    private static String padded(int number, int digits) {
        String text = Integer.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }
}

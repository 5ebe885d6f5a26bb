package org.godwit.it.catalogue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;

/// The first load of an empty catalogue: replicas a second, and bytes of each on disk.
final class Load implements Case<Sitting> {
    private static final double RATE = 400_000;
    private static final double BYTES = 60;

    @Override
    public String name() {
        return "load";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        LargeCatalogue.Loaded loaded = sitting.large().make();
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("files", loaded.summary().files());
        detail.put("datasets", loaded.summary().datasets());
        detail.put("seconds", CaseReport.rounded(loaded.seconds()));
        detail.put("secondsToReadAndSort", CaseReport.rounded(loaded.secondsToSort()));
        detail.put("secondsToCompact", CaseReport.rounded(loaded.secondsToCompact()));
        detail.put("cpuSeconds", CaseReport.rounded(loaded.cpuSeconds()));
        detail.put("threads", LargeCatalogue.THREADS);
        detail.put("bytesByTable", loaded.bytesByTable());
        long replicas = loaded.summary().replicas();
        return new CaseReport(
                name(),
                List.of(
                        Figure.judged(
                                "rate",
                                replicas / loaded.seconds(),
                                "replicas/s",
                                Target.atLeast(RATE)),
                        Figure.judged(
                                "size",
                                (double) loaded.bytesOnDisk() / replicas,
                                "bytes/replica",
                                Target.atMost(BYTES)),
                        Figure.reported("replicas", (double) replicas, "replicas")),
                detail);
    }
}

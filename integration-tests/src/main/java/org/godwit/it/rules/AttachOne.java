package org.godwit.it.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.godwit.content.Detach;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.model.Did;
import org.godwit.model.DidType;

/// One file attached to a large dataset under three rules, and detached again, each until it is
/// synced.
final class AttachOne implements Case<Sitting> {
    private static final double MILLIS_MAX = 5;
    private static final int RULES = 3;
    private static final int TIMES = 500;
    private static final int TIMES_QUICK = 200;
    private static final String OTHERS = "attach-others";

    @Override
    public String name() {
        return "attach";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws InterruptedException {
        LargeDataset dataset = sitting.large();
        dataset.atLeastRules(RULES);
        Workshop workshop = dataset.workshop();
        int times = sitting.size(TIMES, TIMES_QUICK);
        workshop.collection(OTHERS, DidType.DATASET);
        workshop.files(OTHERS, "other/", times);
        List<Double> attach = new ArrayList<>();
        List<Double> detach = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Did file = Workshop.did("other/%08d.fits".formatted(i));
            long start = sitting.clock().nanoTime();
            workshop.attach(LargeDataset.NAME, List.of(file));
            attach.add(sitting.seconds(start) * 1e3);
            start = sitting.clock().nanoTime();
            workshop.engine().call(new Detach(Workshop.did(LargeDataset.NAME), List.of(file)));
            detach.add(sitting.seconds(start) * 1e3);
        }
        return new CaseReport(
                name(),
                List.of(figure("attach", attach), figure("detach", detach)),
                Map.of("files", dataset.size(), "rules", RULES, "times", times));
    }

    private static Figure figure(String name, List<Double> millis) {
        Collections.sort(millis);
        return Figure.judged(name, millis.get(millis.size() / 2), "ms", Target.atMost(MILLIS_MAX))
                .with("p99", millis.get((int) (millis.size() * 0.99)))
                .with("worst", millis.getLast());
    }
}

package org.godwit.it.catalogue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.check.CatalogCheck;
import org.godwit.catalog.check.CheckReport;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.it.catalogue.KilledLoad.Placed;
import org.godwit.it.catalogue.KilledLoad.Step;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;

/// Compares a catalogue with what was acknowledged. Of each writer the step after the last
/// acknowledged one may be there or not, but not in part; everything before must be, once, and
/// nothing else.
final class KillsOracle {
    private static final int HOME_ID = 1;

    /// What was found wrong.
    ///
    /// @param lost acknowledged steps that are not there as they were written, or only in part
    /// @param doubled things that are there twice, or that nobody wrote
    /// @param findings of the full check
    record Verdict(long lost, long doubled, long findings) {}

    private final CatalogView view;
    private final long[] acknowledged;
    private final Map<Step, Set<Integer>> files = new HashMap<>();
    private final Map<Step, Integer> rules = new HashMap<>();
    private long lost;
    private long doubled;

    private KillsOracle(CatalogView view, long[] acknowledged) {
        this.view = view;
        this.acknowledged = acknowledged.clone();
    }

    static Verdict judge(CatalogView view, long[] acknowledged) {
        KillsOracle oracle = new KillsOracle(view, acknowledged);
        oracle.readFiles();
        oracle.readRules();
        for (int writer = 0; writer < acknowledged.length; writer++) {
            for (long number = 1; number <= acknowledged[writer] + 1; number++) {
                oracle.judge(new Step(writer, number), acknowledged[writer]);
            }
        }
        CheckReport check = CatalogCheck.run(view, 1, Progress.NONE);
        return new Verdict(oracle.lost, oracle.doubled, check.findingsTotal());
    }

    private void readFiles() {
        try (Cursor<Long, DidRow> rows = view.scanAll(Tables.DIDS)) {
            while (rows.hasNext()) {
                var row = rows.next();
                Placed file = Step.of(row.getValue().name());
                if (!wasSent(file.step())
                        || file.place() >= file.step().files()
                        || !files.computeIfAbsent(file.step(), _ -> new HashSet<>())
                                .add(file.place())) {
                    doubled++;
                }
                if (!sound(row.getKey(), row.getValue(), file)) {
                    lost++;
                }
            }
        }
    }

    private boolean sound(long id, DidRow row, Placed file) {
        return row.bytes() == file.bytes()
                && row.adler32() == file.adler32().value()
                && view.get(Tables.REPLICAS, new ReplicaKey(id, HOME_ID))
                        .map(ReplicaRow::state)
                        .filter(ReplicaState.AVAILABLE::equals)
                        .isPresent();
    }

    private boolean wasSent(Step step) {
        return step.writer() < acknowledged.length
                && step.number() <= acknowledged[step.writer()] + 1;
    }

    private void readRules() {
        try (Cursor<RuleId, RuleRow> rows = view.scanAll(Tables.RULES)) {
            while (rows.hasNext()) {
                long did = rows.next().getValue().did();
                Step ruled = Step.of(view.get(Tables.DIDS, did).orElseThrow().name()).step();
                rules.merge(new Step(ruled.writer(), ruled.number() + 1), 1, Integer::sum);
            }
        }
    }

    private void judge(Step step, long last) {
        boolean wasAcknowledged = step.number() <= last;
        if (step.addsRule()) {
            judgeRule(step, wasAcknowledged, last);
        } else if (!step.endsRule()) {
            int present = files.getOrDefault(step, Set.of()).size();
            boolean whole = present == step.files();
            if (!whole && (wasAcknowledged || present > 0)) {
                lost++;
            }
        }
    }

    private void judgeRule(Step step, boolean wasAcknowledged, long last) {
        int present = rules.getOrDefault(step, 0);
        long end = step.ruleEnd().number();
        if (present > 1 || (present == 1 && end <= last)) {
            doubled++; // one too many, or one whose acknowledged end is not there
        }
        if (present == 0 && wasAcknowledged && end > last + 1) {
            lost++;
        }
    }
}

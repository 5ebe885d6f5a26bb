package org.godwit.it.rules;

import java.util.ArrayList;
import java.util.List;
import org.godwit.model.DidType;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.rule.RuleSpec;

/// A dataset of many files, all of them with a replica at UK, and the rules put on it so far.
///
/// @param size how many files it was made with
record LargeDataset(Workshop workshop, int size, List<RuleId> rules) {
    static final String NAME = "large";

    static LargeDataset make(Workshop workshop, int size) {
        long start = workshop.clock().nanoTime();
        workshop.collection(NAME, DidType.DATASET);
        workshop.files(NAME, "raft/exposure_", size);
        workshop.progress().say("%,d files in %.1f s".formatted(size, workshop.seconds(start)));
        return new LargeDataset(workshop, size, new ArrayList<>());
    }

    /// Puts rules on it that are met, until it has so many.
    void atLeastRules(int count) throws InterruptedException {
        while (rules.size() < count) {
            // Each names the RSE in another way: a rule that is there already would be refused.
            RuleId rule = present("UK|GB%d".formatted(rules.size()));
            workshop.await(rule, row -> row.state() == RuleState.OK);
        }
    }

    /// A rule that the replicas at UK meet.
    RuleId present(String expression) {
        return add(RuleSpec.of(1, expression));
    }

    RuleId add(RuleSpec spec) {
        RuleId rule = workshop.rule(NAME, spec);
        rules.add(rule);
        return rule;
    }
}

package org.godwit.it.rules;

import java.io.IOException;
import java.util.List;
import org.godwit.it.wan.cases.CaseReport;

/// Something that the benchmark shows.
interface Case {
    /// Every case, in the order in which they are measured.
    List<Case> ALL =
            List.of(
                    new PresentMillion(),
                    new CopyMillion(),
                    new AttachOne(),
                    new FinishAll(),
                    new RepairStuck(),
                    new FollowChange(),
                    new SimulatedSchedules(),
                    new KilledMutants(),
                    new ModelEqual(),
                    new ExpressionsEqual());

    /// As users call it.
    String name();

    /// Measures it.
    CaseReport measure(Sitting sitting) throws IOException, InterruptedException;

    /// The cases of these names, in their order; all for no names.
    static List<Case> named(List<String> names) {
        return ALL.stream().filter(one -> names.isEmpty() || names.contains(one.name())).toList();
    }
}

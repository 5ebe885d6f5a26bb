package org.godwit.it.wan.cases;

import java.io.IOException;
import java.util.List;

/// Something that the benchmark shows.
interface Case {
    /// Every case, in the order in which they are measured.
    List<Case> ALL =
            List.of(
                    new Big2g(),
                    new BigFast("big-4g", 4_000),
                    new BigFast("big-8g", 8_000),
                    new Loss(),
                    new ProtectedLinks(),
                    SmallFiles.of64KiB(),
                    SmallFiles.of4KiB(),
                    new Night(),
                    new Cpu(),
                    new Memory(),
                    new Faults(),
                    new Corrupt(),
                    new Share(),
                    new Soak());

    /// As users call it.
    String name();

    /// Measures it.
    CaseReport measure(Sitting sitting) throws IOException, InterruptedException;

    /// The cases of these names, in their order; all for no names.
    static List<Case> named(List<String> names) {
        return ALL.stream().filter(one -> names.isEmpty() || names.contains(one.name())).toList();
    }
}

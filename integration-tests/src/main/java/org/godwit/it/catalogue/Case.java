package org.godwit.it.catalogue;

import java.io.IOException;
import java.util.List;
import org.godwit.it.wan.cases.CaseReport;

/// Something that the benchmark shows.
public interface Case {
    /// Every case, in the order in which they are measured: those that read the large catalogue
    /// come after the one that makes it.
    List<Case> ALL =
            List.of(
                    new Load(),
                    new Lookup(),
                    new List10k(),
                    new Stream1m(),
                    new Usage(),
                    new Adds(),
                    new Merge(),
                    new Open(),
                    new Grow(),
                    new Kills(),
                    new Flips());

    /// As users call it.
    String name();

    /// Measures it.
    CaseReport measure(Sitting sitting) throws IOException, InterruptedException;

    /// The cases of these names, in their order; all for no names.
    static List<Case> named(List<String> names) {
        return ALL.stream().filter(one -> names.isEmpty() || names.contains(one.name())).toList();
    }
}

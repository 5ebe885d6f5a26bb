package org.godwit.it.sim;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.godwit.catalog.CatalogView;

/// What users were told, kept outside the catalogue: every acknowledged change must be found there
/// from then on. While an answer is out, and after it was lost, either may be.
final class Promises {
    record Promise(Predicate<CatalogView> test, boolean holds) {}

    private final Map<String, Promise> promises = new TreeMap<>();

    /// Something was acknowledged.
    ///
    /// @param fact what it is about, such as a rule's id
    /// @param holds whether the test must be true or false from now on
    void make(String fact, boolean holds, Predicate<CatalogView> test) {
        promises.put(fact, new Promise(test, holds));
    }

    /// Something is about to change: nothing is certain about it.
    void withdraw(String fact) {
        promises.remove(fact);
    }

    /// What is promised now.
    Map<String, Promise> known() {
        return Map.copyOf(promises);
    }

    /// The catalogue is again as it was when this was promised: what was promised since is lost.
    void goBackTo(Map<String, Promise> earlier) {
        promises.clear();
        promises.putAll(earlier);
    }

    void check(CatalogView view) {
        promises.forEach((fact, promise) -> {
            if (promise.test().test(view) != promise.holds()) {
                throw new Violation(
                        "S3",
                        "it was acknowledged that "
                                + fact
                                + (promise.holds() ? " is there" : " is gone")
                                + ", but it is not so");
            }
        });
    }
}

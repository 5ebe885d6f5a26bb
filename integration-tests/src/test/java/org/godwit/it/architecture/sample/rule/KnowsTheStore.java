package org.godwit.it.architecture.sample.rule;

import org.godwit.it.architecture.sample.model.KnowsTheRules;
import org.godwit.it.architecture.sample.store.Store;

public final class KnowsTheStore {
    Store store = new Store();

    KnowsTheRules cycle() {
        return new KnowsTheRules();
    }
}

package org.godwit.it.architecture.sample.model;

import org.godwit.it.architecture.sample.rule.KnowsTheStore;

public final class KnowsTheRules {
    KnowsTheStore rules() {
        return new KnowsTheStore();
    }
}

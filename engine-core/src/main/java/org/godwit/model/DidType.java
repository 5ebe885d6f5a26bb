package org.godwit.model;

import java.util.Locale;

/// What a DID stands for: datasets hold files, containers hold datasets and containers.
public enum DidType {
    FILE,
    DATASET,
    CONTAINER;

    /// As it stands in a sentence: `file`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package org.godwit.model;

/// What a DID stands for: datasets hold files, containers hold datasets and containers.
public enum DidType {
    FILE,
    DATASET,
    CONTAINER
}

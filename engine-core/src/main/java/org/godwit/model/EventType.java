package org.godwit.model;

/// What the outbox tells. Those that Rucio has too bear the names of its messages. The order is
/// part of the stored format: new ones go to the end.
public enum EventType {
    CREATE_DATASET("CREATE_DTS"),
    CREATE_CONTAINER("CREATE_CNT"),
    ATTACHED("REGISTER_CNT"),
    DETACHED("detached"),
    OPENED("OPEN"),
    CLOSED("CLOSE"),
    DID_ERASED("ERASE"),
    REPLICAS_ADDED("replicas-added"),
    REPLICA_BAD("replica-bad"),
    REPLICA_DELETED("deletion-done"),
    FILE_LOST("LOST"),
    TRANSFER_DONE("transfer-done"),
    TRANSFER_FAILED("transfer-failed"),
    RULE_ADDED("RULE_ADDED"),
    RULE_OK("RULE_OK"),
    RULE_STUCK("RULE_STUCK"),
    RULE_ENDED("RULE_ENDED"),
    FILES_ATTACHED("files-attached"),
    RULE_PROGRESS("RULE_PROGRESS");

    private final String word;

    EventType(String word) {
        this.word = word;
    }

    /// As it is called outside.
    public String word() {
        return word;
    }
}

package org.godwit.engine.probe;

/// How far a probe is. STARTING → MOVING → DISKS → DONE; DISKS is left out where nobody asked for
/// it. From each of the first three → FAILED. DONE and FAILED are final.
public enum ProbeState {
    /// The agent has not answered yet.
    STARTING,
    /// Bytes are moving.
    MOVING,
    /// Both ends measure their disks.
    DISKS,
    DONE,
    FAILED;

    public boolean isFinal() {
        return this == DONE || this == FAILED;
    }
}

package org.godwit.model;

/// The removal of one replica: the file's numeric id, the RSE's and the generation that the replica
/// got when it was set apart. A replica made there later has a higher one.
public record DeletionId(long did, int rse, long generation) {
    @Override
    public String toString() {
        return did + "-" + rse + "-" + generation;
    }
}

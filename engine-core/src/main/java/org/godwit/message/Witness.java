package org.godwit.message;

/// A copy to be looked at before another one of the same file is deleted.
///
/// @param generation of the copy to be looked at, which ties the answer to this very copy
/// @param rse its RSE
/// @param path within the RSE
/// @param deletedAt the RSE, by number, of the copy to be deleted
public record Witness(
        long did, int rseId, long generation, String rse, String path, long bytes, int deletedAt) {}

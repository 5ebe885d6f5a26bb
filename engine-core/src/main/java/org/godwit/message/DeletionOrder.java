package org.godwit.message;

import org.godwit.model.DeletionId;

/// A replica to remove.
///
/// @param rse its name
/// @param path within the RSE
/// @param keepSeconds how long it stays in the trash
public record DeletionOrder(DeletionId id, String rse, String path, long keepSeconds) {}

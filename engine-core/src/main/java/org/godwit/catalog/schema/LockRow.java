package org.godwit.catalog.schema;

import org.godwit.model.LockState;

/// What one rule wants of one replica.
public record LockRow(LockState state, long bytes, int account) {}

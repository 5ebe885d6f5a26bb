package org.godwit.message;

import org.godwit.model.Epoch;

/// Which [LinkLease] an agent goes by.
public record LinkMark(Epoch epoch, long revision) {}

package org.godwit.catalog.schema;

import java.time.Instant;

/// A scope and its owner.
public record ScopeRow(String name, int account, Instant createdAt) {}

package org.godwit.catalog.schema;

import java.time.Instant;
import org.godwit.model.AccountType;

/// An account: the owner of rules, DIDs and replicas.
///
/// @param admin whether it may do everything
public record AccountRow(String name, AccountType type, boolean admin, Instant createdAt) {}

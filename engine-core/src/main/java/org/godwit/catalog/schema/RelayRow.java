package org.godwit.catalog.schema;

import java.time.Instant;

/// A request that waits, or has waited, for a copy on its way to a nearer place.
///
/// @param generation of the request
/// @param via the RSE that gets the nearer copy
/// @param until when it waits no longer
public record RelayRow(long generation, int via, Instant until) {}

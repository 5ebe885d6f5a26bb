package org.godwit.catalog.schema;

import java.time.Instant;

/// A site: where agents and storage are.
///
/// @param country code such as `FR`, or empty
public record SiteRow(String name, String country, Instant createdAt) {}

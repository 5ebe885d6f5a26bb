package org.godwit.catalog.schema;

/// The last file whose locks are planned: the collection that holds it, and the file.
public record PlanCursor(long collection, long file) {}

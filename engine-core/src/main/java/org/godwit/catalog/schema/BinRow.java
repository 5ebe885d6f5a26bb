package org.godwit.catalog.schema;

/// Bytes written in one bin.
public record BinRow(long bytes) {}

package org.godwit.catalog.schema;

/// What an agent's order weighs: the request's priority, and the file's bytes.
public record HeldOrder(int priority, long bytes) {}

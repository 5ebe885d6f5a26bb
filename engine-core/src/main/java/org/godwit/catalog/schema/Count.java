package org.godwit.catalog.schema;

/// A counter's value: how many things, of how many bytes together.
public record Count(long items, long bytes) {
    public static final Count ZERO = new Count(0, 0);

    public Count plus(Count other) {
        return new Count(Math.addExact(items, other.items), Math.addExact(bytes, other.bytes));
    }
}

package org.godwit.catalog.schema;

/// A name within a scope.
public record NameKey(int scope, String name) implements Comparable<NameKey> {
    @Override
    public int compareTo(NameKey other) {
        int order = Integer.compare(scope, other.scope);
        return order != 0 ? order : KeyOrder.text(name, other.name);
    }
}

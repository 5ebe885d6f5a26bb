package org.godwit.catalog.schema;

/// Something of a scan: an expected file by name, or a problem by path.
public record ScanItemKey(long scan, String name) implements Comparable<ScanItemKey> {
    @Override
    public int compareTo(ScanItemKey other) {
        int order = Long.compare(scan, other.scan);
        return order != 0 ? order : KeyOrder.text(name, other.name);
    }
}

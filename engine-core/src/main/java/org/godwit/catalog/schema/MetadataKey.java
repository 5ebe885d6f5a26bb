package org.godwit.catalog.schema;

/// A collection found by an entry of its metadata.
///
/// @param value the entry's text, cut where [#VALUE_CHARS_MAX] says
public record MetadataKey(int scope, String key, String value, long did)
        implements Comparable<MetadataKey> {
    /// Characters of a value that the index holds; rows are looked at for the rest.
    public static final int VALUE_CHARS_MAX = 64;

    /// The key under which a value is found.
    public static MetadataKey of(int scope, String key, String value, long did) {
        return new MetadataKey(scope, key, indexed(value), did);
    }

    /// What the index holds of a value: no more than fits, and nothing from a zero character on.
    public static String indexed(String value) {
        int zero = value.indexOf('\0');
        int end = Math.min(zero < 0 ? value.length() : zero, VALUE_CHARS_MAX);
        boolean half =
                end > 0 && end < value.length() && Character.isHighSurrogate(value.charAt(end - 1));
        return value.substring(0, half ? end - 1 : end);
    }

    @Override
    public int compareTo(MetadataKey other) {
        int order = Integer.compare(scope, other.scope);
        if (order == 0) {
            order = KeyOrder.text(key, other.key);
        }
        if (order == 0) {
            order = KeyOrder.text(value, other.value);
        }
        return order != 0 ? order : Long.compare(did, other.did);
    }
}

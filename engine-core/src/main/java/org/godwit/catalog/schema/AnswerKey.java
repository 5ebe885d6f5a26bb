package org.godwit.catalog.schema;

/// A request that an account may send again.
///
/// @param key what the client calls it
public record AnswerKey(int account, String key) implements Comparable<AnswerKey> {
    @Override
    public int compareTo(AnswerKey other) {
        int order = Integer.compare(account, other.account);
        return order != 0 ? order : KeyOrder.text(key, other.key);
    }
}

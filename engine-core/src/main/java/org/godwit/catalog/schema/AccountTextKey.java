package org.godwit.catalog.schema;

/// Something of an account that has a text for a name: an RSE expression, a subscription's name.
public record AccountTextKey(int account, String text) implements Comparable<AccountTextKey> {
    @Override
    public int compareTo(AccountTextKey other) {
        int order = Integer.compare(account, other.account);
        return order != 0 ? order : KeyOrder.text(text, other.text);
    }
}

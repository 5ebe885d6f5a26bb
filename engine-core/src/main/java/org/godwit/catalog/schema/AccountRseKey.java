package org.godwit.catalog.schema;

/// An account at an RSE.
public record AccountRseKey(int account, int rse) implements Comparable<AccountRseKey> {
    @Override
    public int compareTo(AccountRseKey other) {
        int order = Integer.compare(account, other.account);
        return order != 0 ? order : Integer.compare(rse, other.rse);
    }
}

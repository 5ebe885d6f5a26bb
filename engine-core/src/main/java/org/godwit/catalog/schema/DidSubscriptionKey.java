package org.godwit.catalog.schema;

/// A DID that a subscription has dealt with.
public record DidSubscriptionKey(long did, long subscription)
        implements Comparable<DidSubscriptionKey> {
    @Override
    public int compareTo(DidSubscriptionKey other) {
        int order = Long.compare(did, other.did);
        return order != 0 ? order : Long.compare(subscription, other.subscription);
    }
}

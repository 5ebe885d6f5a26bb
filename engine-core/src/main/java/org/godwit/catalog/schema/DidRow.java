package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Map;
import org.godwit.model.DidType;
import org.godwit.model.DigestAlgorithm;

/// A file, dataset or container.
///
/// @param bytes a file's size; 0 for collections, whose size is a counter
/// @param adler32 a file's checksum; 0 for collections
/// @param open whether a collection takes more content
/// @param digests of a file's content beside its Adler-32, lower-case hexadecimal, as far as they
///   are known
public record DidRow(
        int scope,
        String name,
        DidType type,
        int account,
        boolean open,
        long bytes,
        int adler32,
        Instant createdAt,
        Map<String, String> metadata,
        Map<DigestAlgorithm, String> digests,
        DidTraits traits) {
    public DidRow {
        metadata = Map.copyOf(metadata);
        digests = Map.copyOf(digests);
    }

    /// A DID without traits.
    public DidRow(
            int scope,
            String name,
            DidType type,
            int account,
            boolean open,
            long bytes,
            int adler32,
            Instant createdAt,
            Map<String, String> metadata,
            Map<DigestAlgorithm, String> digests) {
        this(
                scope,
                name,
                type,
                account,
                open,
                bytes,
                adler32,
                createdAt,
                metadata,
                digests,
                DidTraits.PLAIN);
    }

    /// This collection, open for content or closed.
    public DidRow withOpen(boolean newOpen) {
        return new DidRow(
                scope, name, type, account, newOpen, bytes, adler32, createdAt, metadata, digests,
                traits);
    }

    /// This DID with other metadata.
    public DidRow withMetadata(Map<String, String> newMetadata) {
        return new DidRow(
                scope,
                name,
                type,
                account,
                open,
                bytes,
                adler32,
                createdAt,
                newMetadata,
                digests,
                traits);
    }

    /// This file with other digests.
    public DidRow withDigests(Map<DigestAlgorithm, String> newDigests) {
        return new DidRow(
                scope,
                name,
                type,
                account,
                open,
                bytes,
                adler32,
                createdAt,
                metadata,
                newDigests,
                traits);
    }

    /// This DID with other traits.
    public DidRow withTraits(DidTraits newTraits) {
        return new DidRow(
                scope, name, type, account, open, bytes, adler32, createdAt, metadata, digests,
                newTraits);
    }

    /// When it last changed.
    public Instant updatedAt() {
        return traits.updatedAt().orElse(createdAt);
    }
}

package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Optional;

/// A way to prove to be an account: a certificate's name, or a token's hash.
public record IdentityRow(
        int account, String label, Instant createdAt, Optional<Instant> expiresAt) {}

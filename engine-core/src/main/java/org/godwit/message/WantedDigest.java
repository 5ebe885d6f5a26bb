package org.godwit.message;

import java.util.Optional;
import org.godwit.model.DigestAlgorithm;

/// A digest of a file that the engine wants to be told when the file has arrived.
///
/// @param expected what it must be, lower-case hexadecimal; absent if nobody knows yet
public record WantedDigest(DigestAlgorithm algorithm, Optional<String> expected) {}

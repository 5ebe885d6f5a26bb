package org.godwit.transfer;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.message.WantedDigest;
import org.godwit.model.Digest;
import org.godwit.model.DigestAlgorithm;
import org.godwit.topology.RseAttributes;

/// Digests of files beside Adler-32: which are wanted of those that arrive at an RSE, and what is
/// made of those that agents tell. A digest is a fact about a file's content and never changes: the
/// first that is told is kept, any later one must be equal.
final class Digests {
    private Digests() {}

    /// What an RSE's attribute asks for, with what is known of the file. Adler-32 is told of every
    /// file anyway.
    static List<WantedDigest> wanted(RseRow rse, DidRow file) {
        return Optional.ofNullable(rse.attributes().get(RseAttributes.DIGESTS)).stream()
                .flatMap(names -> Digest.parseNames(names).stream())
                .filter(algorithm -> algorithm != DigestAlgorithm.ADLER32)
                .map(algorithm ->
                        new WantedDigest(
                                algorithm, Optional.ofNullable(file.digests().get(algorithm))))
                .toList();
    }

    /// The first digest that is not what is known of the file.
    static Optional<Digest> wrong(DidRow file, List<Digest> told) {
        return told.stream()
                .filter(digest ->
                        !file.digests()
                                .getOrDefault(digest.algorithm(), digest.hex())
                                .equals(digest.hex()))
                .findFirst();
    }

    /// The file with the digests that were told. Its Adler-32 has a field of its own.
    static DidRow with(DidRow file, List<Digest> told) {
        Map<DigestAlgorithm, String> digests = new EnumMap<>(DigestAlgorithm.class);
        digests.putAll(file.digests());
        told.stream()
                .filter(digest -> digest.algorithm() != DigestAlgorithm.ADLER32)
                .forEach(digest -> digests.putIfAbsent(digest.algorithm(), digest.hex()));
        return file.withDigests(digests);
    }
}

package org.godwit.model;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// A digest of a file's content.
///
/// @param hex lower-case hexadecimal digits, as many as the algorithm has
public record Digest(DigestAlgorithm algorithm, String hex) {
    public Digest {
        if (hex.length() != digits(algorithm)
                || !hex.equals(hex.toLowerCase(Locale.ROOT))
                || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "invalid "
                            + word(algorithm)
                            + " \""
                            + Names.printable(hex)
                            + "\": it has "
                            + digits(algorithm)
                            + " lower-case hex digits");
        }
    }

    private static int digits(DigestAlgorithm algorithm) {
        return switch (algorithm) {
            case ADLER32, CRC32C -> 8;
            case MD5 -> 32;
            case SHA256 -> 64;
        };
    }

    /// `sha256`, `md5`, …: how people write an algorithm.
    public static String word(DigestAlgorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT);
    }

    /// The algorithms of a list such as `sha256,md5`.
    public static Set<DigestAlgorithm> parseNames(String text) {
        Set<DigestAlgorithm> algorithms = EnumSet.noneOf(DigestAlgorithm.class);
        for (String name : text.split(",", -1)) {
            algorithms.add(
                    byName(name.strip())
                            .orElseThrow(() ->
                                    new EngineException(
                                            ErrorCode.INVALID_INPUT,
                                            "\""
                                                    + Names.printable(name.strip())
                                                    + "\" is no digest; give a list of "
                                                    + Stream.of(DigestAlgorithm.values())
                                                            .map(Digest::word)
                                                            .collect(Collectors.joining(", ")))));
        }
        return algorithms;
    }

    private static Optional<DigestAlgorithm> byName(String name) {
        return Stream.of(DigestAlgorithm.values())
                .filter(algorithm -> word(algorithm).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}

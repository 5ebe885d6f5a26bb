package org.godwit.agent.checksum;

/// The Adler-32 (RFC 1950, section 8.2) of a concatenation from those of its parts, so that the
/// checksum of a file follows from its blocks, whatever their order of arrival.
///
/// With A = 1 + Σdᵢ and B = n + Σ(n−i+1)·dᵢ modulo 65521, appending a part of n₂ bytes gives A = A₁
/// + A₂ − 1 and B = B₁ + B₂ + n₂·(A₁ − 1).
public final class Adler32Combine {
    /// Adler-32 of nothing.
    public static final int EMPTY = 1;

    private static final long MODULUS = 65_521;

    private Adler32Combine() {}

    /// Adler-32 of the first part followed by the second.
    ///
    /// @param secondBytes length of the second part
    public static int combine(int first, int second, long secondBytes) {
        long a1 = first & 0xFFFF;
        long b1 = Integer.toUnsignedLong(first) >>> 16;
        long a2 = second & 0xFFFF;
        long b2 = Integer.toUnsignedLong(second) >>> 16;
        long a = Math.floorMod(a1 + a2 - 1, MODULUS);
        long b =
                Math.floorMod(
                        b1 + b2 + (secondBytes % MODULUS) * Math.floorMod(a1 - 1, MODULUS),
                        MODULUS);
        return (int) (b << 16 | a);
    }
}

package org.godwit.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// The header of a FITS image of 16-bit pixels (FITS standard 4.0, sections 3 and 4): cards of 80
/// characters in blocks of 2,880 bytes, then rows of pixels, which fill whole blocks here.
final class FitsImage {
    /// FITS files are a whole number of these.
    static final int BLOCK_BYTES = 2_880;

    private static final int CARD_CHARS = 80;
    private static final int PIXEL_BYTES = 2;

    private FitsImage() {}

    /// The size nearest to `about` that an image can have: a header and at least one row.
    static long size(long about) {
        return Math.max(2, Math.round(about / (double) BLOCK_BYTES)) * BLOCK_BYTES;
    }

    /// The header of a file of `bytes`, which [#size] gave.
    static byte[] header(String object, long bytes) {
        List<String> cards =
                List.of(
                        card("SIMPLE", "T", "conforms to the FITS standard"),
                        card("BITPIX", "16", "bits per pixel"),
                        card("NAXIS", "2", "axes"),
                        card("NAXIS1", Integer.toString(BLOCK_BYTES / PIXEL_BYTES), "columns"),
                        card("NAXIS2", Long.toString(bytes / BLOCK_BYTES - 1), "rows"),
                        card("BZERO", "32768", "unsigned pixels"),
                        card("BSCALE", "1", ""),
                        "%-80s".formatted("OBJECT  = '%-8.60s'".formatted(object)),
                        "%-80s".formatted("COMMENT made by godwit demo: noise, not sky"),
                        "%-80s".formatted("END"));
        return "%%-%ds"
                .formatted(BLOCK_BYTES)
                .formatted(String.join("", cards))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String card(String keyword, String value, String comment) {
        String text = String.format(Locale.ROOT, "%-8s= %20s / %s", keyword, value, comment);
        return "%%-%ds".formatted(CARD_CHARS).formatted(text);
    }
}

package org.godwit.catalog;

/// Rows of one table, sorted by key, in a file that a change set names. The range from the first to
/// the last key must hold no row when the change set is applied. What the file is called, where it
/// lies and how it is written is the storage's; the digest says that it is the very file that was
/// decided upon.
///
/// @param table name of the table
/// @param file name of the file
/// @param rows how many
/// @param bytes size of the file
/// @param sha256 of the file, in hex
/// @param firstKey as the storage writes it, in hex
/// @param lastKey as the storage writes it, in hex
public record SortedFile(
        String table,
        String file,
        long rows,
        long bytes,
        String sha256,
        String firstKey,
        String lastKey) {}

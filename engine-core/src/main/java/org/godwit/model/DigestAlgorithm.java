package org.godwit.model;

/// Ways to digest a file's content.
public enum DigestAlgorithm {
    /// The grid's common one; of every file.
    ADLER32,
    CRC32C,
    SHA256,
    MD5
}

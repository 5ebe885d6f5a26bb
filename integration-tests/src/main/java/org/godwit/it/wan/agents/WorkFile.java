package org.godwit.it.wan.agents;

import org.godwit.model.Adler32;

/// A file to be moved.
///
/// @param path within its RSE
/// @param adler32 what the catalogue would know of it
/// @param crc32c a second checksum, which the product never sees: it tells whether the copy is the
///   file
public record WorkFile(String path, long bytes, Adler32 adler32, int crc32c) {}

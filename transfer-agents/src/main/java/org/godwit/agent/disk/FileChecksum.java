package org.godwit.agent.disk;

import java.util.Optional;

/// Size and checksums of a file's content.
///
/// @param md5 32 lower-case hexadecimal digits, where it was asked for
public record FileChecksum(long bytes, int adler32, Optional<String> md5) {}

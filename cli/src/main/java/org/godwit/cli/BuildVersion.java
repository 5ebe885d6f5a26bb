package org.godwit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/// The version, as the build wrote it.
public final class BuildVersion {
    private static final String FILE = "command/build.properties";

    private BuildVersion() {}

    /// Such as `0.1.0`.
    public static String text() {
        Properties build = new Properties();
        try (InputStream in =
                Objects.requireNonNull(BuildVersion.class.getResourceAsStream(FILE))) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty("version", "unknown");
    }
}

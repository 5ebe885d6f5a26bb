package org.godwit.config;

import java.nio.file.Path;

/// Where a process finds its certificate, its key and the deployment's authority.
public record TlsConfig(Path certificate, Path key, Path authority) {
    /// Reads `certificate`, `key` and `authority` of a `tls` section.
    static TlsConfig read(ConfigReader section) {
        return new TlsConfig(
                section.path("certificate"), section.path("key"), section.path("authority"));
    }
}

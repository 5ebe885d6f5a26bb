package org.godwit.it.wan.cases;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Short commands of the system, outside any site.
final class Tool {
    private Tool() {}

    /// Runs one to its end.
    ///
    /// @throws IOException with what it printed, where it failed
    static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + out.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

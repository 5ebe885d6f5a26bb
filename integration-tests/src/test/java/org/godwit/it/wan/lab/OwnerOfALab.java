package org.godwit.it.wan.lab;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.godwit.it.wan.link.LinkSpec;

/// A program with a lab, to be killed.
final class OwnerOfALab {
    private OwnerOfALab() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Lab lab = Lab.open(directory);
        Site a = lab.site("a");
        WanLink link = lab.link(a, lab.site("b"), LinkSpec.standard());
        Process process = a.start(List.of("sleep", "1000"), Map.of(), directory.resolve("log"));
        System.out.println(link.process().pid() + " " + process.pid());
        // Until it is killed, or its own parent is gone.
        int _ = System.in.read();
        lab.close();
    }

    static Process start(Path directory) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OwnerOfALab.class.getName(),
                        directory.toString())
                .redirectError(directory.resolve("owner.log").toFile())
                .start();
    }

    /// Waits until the lab is up.
    ///
    /// @return the link's process and one that runs at a site
    static List<ProcessHandle> awaitProcesses(Process owner) throws IOException {
        try (BufferedReader lines = owner.inputReader()) {
            String line = lines.readLine();
            if (line == null) {
                throw new IllegalStateException("the lab did not come up");
            }
            return List.of(line.split(" ")).stream()
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();
        }
    }
}

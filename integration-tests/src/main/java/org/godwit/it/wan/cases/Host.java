package org.godwit.it.wan.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a reader must know of the machine.
final class Host {
    private static final Path TCP = Path.of("/proc/sys/net/ipv4");

    private Host() {}

    /// @param directory on the file system of the copies
    static Map<String, Object> facts(Path directory) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("processors", Runtime.getRuntime().availableProcessors());
        facts.put("kernel", System.getProperty("os.version"));
        facts.put("java", System.getProperty("java.vm.version"));
        facts.put("fileSystem", Files.getFileStore(directory).type());
        for (String key : new String[] {"tcp_rmem", "tcp_wmem", "tcp_congestion_control"}) {
            facts.put(key, Files.readString(TCP.resolve(key)).strip().replace('\t', ' '));
        }
        return facts;
    }
}

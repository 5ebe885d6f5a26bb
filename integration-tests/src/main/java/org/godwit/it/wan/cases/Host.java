package org.godwit.it.wan.cases;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a reader must know of the machine.
final class Host {
    private static final int SETTING_BYTES_MAX = 4096;
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
            facts.put(key, setting(key));
        }
        return facts;
    }

    /// The kernel gives a setting whole to the first read that asks, and no more to a second.
    private static String setting(String key) throws IOException {
        byte[] bytes = new byte[SETTING_BYTES_MAX];
        try (InputStream in = Files.newInputStream(TCP.resolve(key))) {
            int length = Math.max(0, in.read(bytes));
            return new String(bytes, 0, length, StandardCharsets.UTF_8).strip().replace('\t', ' ');
        }
    }
}

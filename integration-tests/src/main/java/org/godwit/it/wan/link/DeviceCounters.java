package org.godwit.it.wan.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the kernel counted at a network device since it exists.
///
/// @param receivedPackets that came out of the link; one with segmentation offload counts once
/// @param sentPackets that the host handed to the device, which took them
/// @param sendingDrops packets that the host wanted to send and the device dropped, its queue being
///   full
public record DeviceCounters(
        long receivedBytes, long receivedPackets, long sentPackets, long sendingDrops) {
    private static final int RECEIVED_BYTES = 1;
    private static final int RECEIVED_PACKETS = 2;
    private static final int SENT_PACKETS = 10;
    private static final int SENDING_DROPS = 12;

    /// Reads the counters of a device in a namespace.
    public static DeviceCounters read(String namespace, String device) {
        return NetworkNamespace.call(
                namespace,
                () -> parse(Files.readAllLines(Path.of("/proc/thread-self/net/dev")), device));
    }

    private static DeviceCounters parse(List<String> devices, String device) throws IOException {
        for (String line : devices) {
            List<String> fields = List.of(line.strip().split("[: ]+"));
            if (fields.getFirst().equals(device)) {
                return new DeviceCounters(
                        Long.parseLong(fields.get(RECEIVED_BYTES)),
                        Long.parseLong(fields.get(RECEIVED_PACKETS)),
                        Long.parseLong(fields.get(SENT_PACKETS)),
                        Long.parseLong(fields.get(SENDING_DROPS)));
            }
        }
        throw new IOException("no device " + device);
    }
}

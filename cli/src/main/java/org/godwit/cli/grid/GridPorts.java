package org.godwit.cli.grid;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// The ports of a grid, free when it was laid out and fixed from then on: a process that is killed
/// comes back where the others look for it.
///
/// @param api where users connect
/// @param control where agents connect
/// @param data by site, where other agents connect
record GridPorts(int api, int control, Map<String, Integer> data) {
    static final String HOST = "127.0.0.1";

    GridPorts {
        data = Map.copyOf(data);
    }

    static GridPorts free(List<String> sites) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            // All are held until the last is found, so that none is given twice.
            for (int i = 0; i < sites.size() + 2; i++) {
                ServerSocket socket = new ServerSocket();
                held.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            }
            Map<String, Integer> data = new LinkedHashMap<>();
            for (int i = 0; i < sites.size(); i++) {
                data.put(sites.get(i), held.get(i + 2).getLocalPort());
            }
            return new GridPorts(held.get(0).getLocalPort(), held.get(1).getLocalPort(), data);
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR,
                    "cannot find free ports on " + HOST + ": " + e.getMessage(),
                    e);
        } finally {
            held.forEach(GridPorts::close);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // A socket that never accepted anything has nothing left to lose.
        }
    }
}

package org.godwit.agent.doctor;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/// The Java process that runs this.
///
/// @param version as in `25.0.3+9`
/// @param heapMax bytes
/// @param directMax bytes of direct buffers
/// @param processors that it may use, after the limits of its control group
public record JavaFacts(
        String version, String machine, long heapMax, long directMax, int processors) {
    static JavaFacts ofProcess() {
        long heap = Runtime.getRuntime().maxMemory();
        HotSpotDiagnosticMXBean options =
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long direct = Long.parseLong(options.getVMOption("MaxDirectMemorySize").getValue());
        return new JavaFacts(
                Runtime.version().toString(),
                System.getProperty("java.vm.name", "unknown"),
                heap,
                // Without the option Java allows as much as the heap.
                direct == 0 ? heap : direct,
                Runtime.getRuntime().availableProcessors());
    }
}

package org.godwit.it.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;

/// The scans of one incarnation of an agent: it reads the files below a path in the order of their
/// names and tells them in parts, each again until its receipt comes.
final class SimScans {
    private static final int FILES_PER_PART = 2;
    private static final Duration READING = Duration.ofMinutes(1);

    private final World world;
    private final SimAgent agent;
    private final Chance chance;
    private final Map<String, Running> running = new TreeMap<>();

    /// One scan: what was told and has no receipt, by number.
    private static final class Running {
        private final Map<Long, FromAgent.ScanReport> told = new TreeMap<>();
        private long next;
        private long parts;
        private long forgottenTo;
        private boolean read;

        Running(long next) {
            this.next = next;
            this.forgottenTo = next;
        }
    }

    SimScans(World world, SimAgent agent, Chance chance) {
        this.world = world;
        this.agent = agent;
        this.chance = chance;
    }

    /// Starts a scan; one that runs already goes on as it is, unless parts are asked for that were
    /// acknowledged.
    void take(ToAgent.Scan order) {
        Running known = running.get(order.scan());
        if (known == null || order.resumeAt() < known.forgottenTo) {
            Running scan = new Running(order.resumeAt());
            running.put(order.scan(), scan);
            goOn(order, scan);
        }
    }

    private void goOn(ToAgent.Scan order, Running scan) {
        world.timeline()
                .in(
                        chance.about(READING),
                        () -> {
                            boolean stopped = running.get(order.scan()) != scan;
                            if (agent.isAlive(order.incarnation()) && !scan.read && !stopped) {
                                readOn(order, scan);
                                goOn(order, scan);
                            }
                        });
    }

    private void readOn(ToAgent.Scan order, Running scan) {
        SimDisk disk = world.disk(order.rse());
        if (disk.isUnreadable()) {
            return;
        }
        List<String> paths = disk.below(order.path());
        List<FromAgent.ScannedFile> files = new ArrayList<>();
        int first = Math.toIntExact(scan.next);
        int end = Math.min(paths.size(), first + FILES_PER_PART);
        for (String path : paths.subList(Math.min(first, end), end)) {
            Optional<Content> content = disk.read(path);
            content.ifPresent(found ->
                    files.add(
                            new FromAgent.ScannedFile(
                                    path,
                                    path.substring(order.path().length() + 1),
                                    found.bytes(),
                                    found.adler32())));
        }
        scan.read = end == paths.size();
        scan.next = end;
        FromAgent.ScanReport part =
                new FromAgent.ScanReport(
                        agent.name(),
                        order.incarnation(),
                        order.scan(),
                        scan.parts,
                        first,
                        files,
                        List.of(),
                        scan.read);
        scan.told.put(scan.parts++, part);
        agent.send(part);
    }

    /// The engine has a part.
    void received(ToAgent.ScanMark mark) {
        Running scan = running.get(mark.scan());
        if (scan != null) {
            FromAgent.ScanReport part = scan.told.remove(mark.sequence());
            if (part != null) {
                scan.forgottenTo = Math.max(scan.forgottenTo, part.first() + part.files().size());
            }
            if (scan.read && scan.told.isEmpty()) {
                running.remove(mark.scan());
            }
        }
    }

    /// Tells again what has no receipt.
    void tellAgain() {
        for (Running scan : List.copyOf(running.values())) {
            scan.told.values().forEach(agent::send);
        }
    }
}

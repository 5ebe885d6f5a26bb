package org.godwit.it.wan.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which files a submission has: groups of equal size, in their order.
public record Workload(List<Group> groups) {
    private static final Pattern GROUP = Pattern.compile("(\\d{1,7})x(\\d{1,9})([kKMG]i?B|B)");
    private static final Map<String, Long> UNITS =
            Map.of(
                    "B",
                    1L,
                    "kB",
                    1_000L,
                    "KB",
                    1_000L,
                    "MB",
                    1_000_000L,
                    "GB",
                    1_000_000_000L,
                    "kiB",
                    1L << 10,
                    "KiB",
                    1L << 10,
                    "MiB",
                    1L << 20,
                    "GiB",
                    1L << 30);

    public Workload {
        groups = List.copyOf(groups);
    }

    /// Files of one size.
    public record Group(int count, long fileBytes) {
        public Group {
            if (count < 1 || fileBytes < 0) {
                throw new IllegalArgumentException("a group has files of a size");
            }
        }
    }

    /// Reads `4x1GiB+400x4MiB`: units B, kB, MB, GB, KiB, MiB, GiB.
    public static Workload parse(String text) {
        List<Group> groups = new ArrayList<>();
        for (String part : text.split("\\+", -1)) {
            Matcher matcher = GROUP.matcher(part);
            Long unit = matcher.matches() ? UNITS.get(matcher.group(3)) : null;
            if (unit == null) {
                throw new IllegalArgumentException(
                        "\"" + part + "\" is no group of files: give COUNTxSIZE, as in 400x4MiB");
            }
            groups.add(
                    new Group(
                            Integer.parseInt(matcher.group(1)),
                            Long.parseLong(matcher.group(2)) * unit));
        }
        return new Workload(groups);
    }

    public int files() {
        return groups.stream().mapToInt(Group::count).sum();
    }

    public long bytes() {
        return groups.stream().mapToLong(group -> group.count() * group.fileBytes()).sum();
    }

    /// As [#parse] reads it.
    @Override
    public String toString() {
        return groups.stream()
                .map(group -> group.count() + "x" + size(group.fileBytes()))
                .collect(Collectors.joining("+"));
    }

    private static String size(long bytes) {
        for (String unit : List.of("GiB", "MiB", "KiB", "GB", "MB", "kB")) {
            long size = UNITS.getOrDefault(unit, 1L);
            if (bytes > 0 && bytes % size == 0) {
                return bytes / size + unit;
            }
        }
        return bytes + "B";
    }
}

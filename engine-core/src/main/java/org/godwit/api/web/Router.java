package org.godwit.api.web;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the route of a request by its raw path, so that names may hold `%2F`: the path is split
/// first and each segment decoded after. One slash at the end makes no difference. Thread-safe.
public final class Router {
    private static final int SEGMENTS_MAX = 16;

    private final List<Entry> entries;

    private record Entry(Route route, List<String> segments) {
        long literals() {
            return segments.stream().filter(segment -> !isParameter(segment)).count();
        }
    }

    /// What a path leads to.
    public sealed interface Match {
        /// A route, with the path's parameters decoded.
        record Found(Route route, Map<String, String> parameters) implements Match {
            public Found {
                parameters = Map.copyOf(parameters);
            }
        }

        /// The path is known, but not with this method.
        record OtherMethods(Set<Method> allowed) implements Match {
            public OtherMethods {
                allowed = Set.copyOf(allowed);
            }
        }

        /// Nothing is there.
        record Nothing() implements Match {}
    }

    /// Where two templates fit a path, the one with more fixed segments wins.
    public Router(List<Route> routes) {
        this.entries =
                routes.stream()
                        .map(route -> new Entry(route, segments(route.template())))
                        .sorted(Comparator.comparingLong(Entry::literals).reversed())
                        .toList();
    }

    /// Finds the route.
    ///
    /// @param rawPath as it came, undecoded, without the query
    /// @throws org.godwit.runtime.EngineException `INVALID_INPUT` if a parameter is malformed
    public Match match(String method, String rawPath) {
        List<String> path = segments(rawPath);
        Set<Method> others = EnumSet.noneOf(Method.class);
        for (Entry entry : entries) {
            if (fits(entry.segments(), path)) {
                if (entry.route().method().name().equals(method)) {
                    return new Match.Found(entry.route(), parameters(entry.segments(), path));
                }
                others.add(entry.route().method());
            }
        }
        return others.isEmpty() ? new Match.Nothing() : new Match.OtherMethods(others);
    }

    /// The method of that name, if it is one in use.
    public static Optional<Method> method(String name) {
        return EnumSet.allOf(Method.class).stream()
                .filter(method -> method.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    private static List<String> segments(String path) {
        String inner = path.startsWith("/") ? path.substring(1) : path;
        if (inner.endsWith("/")) {
            inner = inner.substring(0, inner.length() - 1);
        }
        return List.of(inner.split("/", SEGMENTS_MAX));
    }

    private static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }

    private static boolean fits(List<String> template, List<String> path) {
        if (template.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < template.size(); i++) {
            String expected = template.get(i);
            boolean same =
                    isParameter(expected) ? !path.get(i).isEmpty() : expected.equals(path.get(i));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> parameters(List<String> template, List<String> path) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < template.size(); i++) {
            String name = template.get(i);
            if (isParameter(name)) {
                parameters.put(
                        name.substring(1, name.length() - 1), UrlText.decodeSegment(path.get(i)));
            }
        }
        return parameters;
    }
}

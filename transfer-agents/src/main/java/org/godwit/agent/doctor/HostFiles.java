package org.godwit.agent.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// What the kernel tells by files, in `/proc`, `/sys` and `/run`. A file that is missing, that may
/// not be read, or that holds something else is empty, never an error. Thread-safe.
final class HostFiles {
    /// No file asked for is longer; `/proc/net/route` is the longest.
    private static final int BYTES_MAX = 256 << 10;

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final Path root;

    /// Files below another root than `/`: a test's.
    HostFiles(Path root) {
        this.root = root;
    }

    /// This host's own.
    static HostFiles ofHost() {
        return new HostFiles(Path.of("/"));
    }

    /// The whole file without white space at its ends.
    ///
    /// @param path absolute
    Optional<String> text(String path) {
        try (InputStream in = Files.newInputStream(root.resolve(path.substring(1)))) {
            String text = new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    List<String> lines(String path) {
        return text(path).map(text -> text.lines().toList()).orElseGet(List::of);
    }

    /// Whole numbers apart by white space; empty unless all are.
    List<Long> numbers(String path) {
        List<Long> numbers = new ArrayList<>();
        for (String word : words(text(path).orElse(""))) {
            OptionalLong number = number(Optional.of(word));
            if (number.isEmpty()) {
                return List.of();
            }
            numbers.add(number.getAsLong());
        }
        return numbers;
    }

    /// The words of a text, apart by white space.
    static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(SPACE.split(text.strip(), -1));
    }

    OptionalLong number(String path) {
        return number(text(path));
    }

    private static OptionalLong number(Optional<String> text) {
        try {
            return text.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(text.get()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path.substring(1)));
    }
}

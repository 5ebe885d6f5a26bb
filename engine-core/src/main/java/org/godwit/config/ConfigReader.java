package org.godwit.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads one YAML mapping key by key. Every problem is an [EngineException] with
/// [ErrorCode#INVALID_INPUT] that names the file, the key and what it should be; a key that nobody
/// asked for is a problem too ([#finish]), so that a misspelt one cannot pass unnoticed.
public final class ConfigReader {
    private static final Pattern SIZE =
            Pattern.compile("(\\d+)\\s*(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)?");
    private static final Pattern TIME = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
    private static final int FILE_BYTES_MAX = 1 << 20;

    private final Path file;
    private final String prefix;
    private final JsonNode node;
    private final Set<String> asked = new HashSet<>();
    private final List<ConfigReader> children = new ArrayList<>();

    private ConfigReader(Path file, String prefix, JsonNode node) {
        this.file = file;
        this.prefix = prefix;
        this.node = node;
    }

    /// Opens a file whose top level is a mapping.
    public static ConfigReader open(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw problem(file, "it is larger than 1 MiB, which no configuration is");
            }
            JsonNode root =
                    new YAMLMapper().readTree(Files.readString(file, StandardCharsets.UTF_8));
            if (!root.isObject()) {
                throw problem(file, "it must hold `key: value` lines");
            }
            return new ConfigReader(file, "", root);
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "cannot read the configuration " + file + ": " + e, e);
        } catch (JacksonException e) {
            throw problem(file, "it is no YAML: " + firstLine(e.getOriginalMessage()));
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /// A text that must be there.
    public String text(String key) {
        return optionalText(key).orElseThrow(() -> missing(key, "a text"));
    }

    /// A text that may be there.
    public Optional<String> optionalText(String key) {
        return value(key).map(value -> scalar(key, value));
    }

    /// A path, relative to the file's own directory unless absolute.
    public Path path(String key) {
        return resolve(text(key));
    }

    /// A path that may be there.
    public Optional<Path> optionalPath(String key) {
        return optionalText(key).map(this::resolve);
    }

    private Path resolve(String text) {
        return file.toAbsolutePath().resolveSibling(text).normalize();
    }

    /// A whole number between bounds.
    public int number(String key, int otherwise, int min, int max) {
        Optional<String> text = optionalText(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message for both cases
        }
        throw wrong(key, text.get(), "a whole number from " + min + " to " + max);
    }

    /// `true` or `false`.
    public boolean flag(String key, boolean otherwise) {
        Optional<String> text = optionalText(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        return switch (text.get()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, text.get(), "true or false");
        };
    }

    /// A size in bytes, such as `512 MiB` or `4 GB`.
    public long bytes(String key, long otherwise) {
        Optional<String> text = optionalText(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = SIZE.matcher(text.get());
        if (!matcher.matches()) {
            throw wrong(key, text.get(), "a size such as 512 MiB or 4 GB");
        }
        try {
            return Math.multiplyExact(
                    Long.parseLong(matcher.group(1)),
                    unit(Optional.ofNullable(matcher.group(2)).orElse("B")));
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrong(key, text.get(), "a size below 8 EiB");
        }
    }

    private static long unit(String name) {
        int power = "BkMGT".indexOf(Character.toString(name.charAt(0)).replace('K', 'k'));
        return Math.round(Math.pow(name.contains("i") ? 1024 : 1000, power));
    }

    /// A time such as `30 s`, `5 m` or `24 h`.
    public Duration time(String key, Duration otherwise) {
        Optional<String> text = optionalText(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = TIME.matcher(text.get());
        if (!matcher.matches() || matcher.group(1).length() > 9) {
            throw wrong(key, text.get(), "a time such as 500 ms, 30 s, 5 m, 24 h or 7 d");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /// A mapping below a key, empty if it is not there.
    public ConfigReader section(String key) {
        Optional<JsonNode> value = value(key);
        JsonNode child = value.orElseGet(() -> new YAMLMapper().createObjectNode());
        if (!child.isObject()) {
            throw wrong(key, child.toString(), "a section of `key: value` lines");
        }
        return child(prefix + key + ".", child);
    }

    /// A list of mappings below a key.
    public List<ConfigReader> sections(String key) {
        Optional<JsonNode> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        List<ConfigReader> sections = new ArrayList<>();
        for (JsonNode item : value.get()) {
            if (!item.isObject()) {
                throw wrong(key, item.toString(), "a list of sections, each beginning with '- '");
            }
            sections.add(child(prefix + key + "[" + sections.size() + "].", item));
        }
        return sections;
    }

    /// A list of texts.
    public List<String> texts(String key, List<String> otherwise) {
        Optional<JsonNode> value = value(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value.get()) {
            texts.add(scalar(key, item));
        }
        if (!value.get().isArray() || texts.isEmpty()) {
            throw wrong(key, value.get().toString(), "a list such as [root]");
        }
        return texts;
    }

    /// A list of constants of an enum, in lower case.
    public <E extends Enum<E>> Set<E> choices(String key, Class<E> type, Set<E> otherwise) {
        Map<String, E> known = new TreeMap<>();
        for (E constant : type.getEnumConstants()) {
            known.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        Set<E> chosen = new HashSet<>();
        for (String text : texts(key, List.of())) {
            E constant = known.get(text);
            if (constant == null) {
                throw wrong(key, text, "a list of some of " + known.keySet());
            }
            chosen.add(constant);
        }
        return chosen.isEmpty() ? otherwise : chosen;
    }

    /// A mapping from free names to numbers, such as shares.
    public Map<String, Double> numbers(String key) {
        ConfigReader section = section(key);
        Map<String, Double> numbers = new TreeMap<>();
        for (String name : section.node.propertyNames()) {
            String text = section.text(name);
            try {
                numbers.put(name, Double.valueOf(text));
            } catch (NumberFormatException e) {
                throw section.wrong(name, text, "a number");
            }
        }
        return numbers;
    }

    /// Refuses keys that were not asked for, here and in every section read.
    public void finish() {
        Set<String> unknown = new TreeSet<>(node.propertyNames());
        unknown.removeAll(asked);
        if (!unknown.isEmpty()) {
            throw problem(
                    file,
                    "unknown key "
                            + prefix
                            + unknown.iterator().next()
                            + "; known here: "
                            + String.join(", ", new TreeSet<>(asked)));
        }
        children.forEach(ConfigReader::finish);
    }

    private ConfigReader child(String childPrefix, JsonNode childNode) {
        ConfigReader child = new ConfigReader(file, childPrefix, childNode);
        children.add(child);
        return child;
    }

    private Optional<JsonNode> value(String key) {
        asked.add(key);
        return node.optional(key).filter(value -> !value.isNull());
    }

    private String scalar(String key, JsonNode value) {
        if (!value.isValueNode()) {
            throw wrong(key, value.toString(), "a single value");
        }
        return value.asString();
    }

    private EngineException missing(String key, String what) {
        return problem(file, "key " + prefix + key + " is missing: give " + what);
    }

    private EngineException wrong(String key, String value, String what) {
        return problem(file, "key " + prefix + key + " is \"" + value + "\": give " + what);
    }

    private static EngineException problem(Path file, String what) {
        return new EngineException(ErrorCode.INVALID_INPUT, "configuration " + file + ": " + what);
    }
}

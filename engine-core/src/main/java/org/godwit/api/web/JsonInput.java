package org.godwit.api.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A JSON object as input: fields that are not expected are refused by name, wrong types are told
/// with what was found. A field that is null counts as absent.
public final class JsonInput {
    private final JsonNode node;
    private final String place;

    private JsonInput(JsonNode node, String place, String... fields) {
        this.node = node;
        this.place = place;
        if (!node.isObject()) {
            String what = place.isEmpty() ? "the body" : place.substring(0, place.length() - 1);
            throw refused(what + " is " + kind(node) + ", an object is needed");
        }
        Set<String> known = Set.of(fields);
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                throw refused(
                        "unknown field \""
                                + place
                                + Names.printable(name)
                                + "\"; known are "
                                + Stream.of(fields).collect(Collectors.joining(", ")));
            }
        }
    }

    /// An object that is a line of its own; errors as of a body.
    public static JsonInput of(String line, String... fields) {
        return parse(line.getBytes(StandardCharsets.UTF_8), fields);
    }

    static JsonInput parse(byte[] body, String... fields) {
        try {
            JsonNode node = body.length == 0 ? Json.object() : Json.MAPPER.readTree(body);
            return new JsonInput(node, "", fields);
        } catch (JacksonException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "the body is not valid JSON: " + oneLine(e.getOriginalMessage()),
                    e);
        }
    }

    private static String oneLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return Names.printable(line);
    }

    /// Whether the field is given, be it as null.
    public boolean has(String field) {
        return node.has(field);
    }

    /// A text that must be given.
    public String text(String field) {
        return optionalText(field).orElseThrow(() -> missing(field));
    }

    /// A text.
    public Optional<String> optionalText(String field) {
        return value(field)
                .map(value -> {
                    if (!value.isString()) {
                        throw wrong(field, value, "a text");
                    }
                    return value.stringValue();
                });
    }

    /// A whole number that must be given.
    public long number(String field) {
        return optionalNumber(field).orElseThrow(() -> missing(field));
    }

    /// A whole number.
    public Optional<Long> optionalNumber(String field) {
        return value(field)
                .map(value -> {
                    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                        throw wrong(field, value, "a whole number of at most 64 bits");
                    }
                    return value.longValue();
                });
    }

    /// A whole number within bounds.
    public Optional<Integer> optionalInt(String field, int min, int max) {
        return optionalNumber(field)
                .map(value -> {
                    if (value < min || value > max) {
                        throw refused(
                                place + field + " is " + value + ": give " + min + " to " + max);
                    }
                    return Math.toIntExact(value);
                });
    }

    /// True or false.
    public Optional<Boolean> optionalFlag(String field) {
        return value(field)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw wrong(field, value, "true or false");
                    }
                    return value.booleanValue();
                });
    }

    /// One of an enum's names, whatever the case.
    public <E extends Enum<E>> Optional<E> optional(String field, Class<E> type) {
        return optionalText(field).map(text -> constant(place + field, text, type));
    }

    /// A list of texts; empty if absent.
    public List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : array(field)) {
            if (!item.isString()) {
                throw wrong(field + "[" + texts.size() + "]", item, "a text");
            }
            texts.add(item.stringValue());
        }
        return texts;
    }

    /// An object of any names, each with a text or a list of texts; numbers count as texts.
    public Map<String, List<String>> textLists(String field) {
        Map<String, List<String>> map = new LinkedHashMap<>();
        value(field)
                .ifPresent(object -> {
                    if (!object.isObject()) {
                        throw wrong(field, object, "an object");
                    }
                    object.properties()
                            .forEach(entry ->
                                    map.put(
                                            entry.getKey(),
                                            textList(
                                                    field + "." + entry.getKey(),
                                                    entry.getValue())));
                });
        return map;
    }

    private List<String> textList(String field, JsonNode value) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
            if (!item.isValueNode() || item.isNull()) {
                throw wrong(Names.printable(field), item, "a text or a list of texts");
            }
            texts.add(item.asString());
        }
        return texts;
    }

    /// A list of objects with these fields; empty if absent.
    public List<JsonInput> objects(String field, String... fields) {
        List<JsonInput> objects = new ArrayList<>();
        for (JsonNode item : array(field)) {
            objects.add(new JsonInput(item, place + field + "[" + objects.size() + "].", fields));
        }
        return objects;
    }

    /// An object of any names and plain values, which are taken as texts; empty if absent.
    public Map<String, String> map(String field) {
        Map<String, String> map = new LinkedHashMap<>();
        changes(field)
                .forEach((name, value) ->
                        map.put(
                                name,
                                value.orElseThrow(() ->
                                        refused(
                                                "field \""
                                                        + place
                                                        + field
                                                        + "."
                                                        + Names.printable(name)
                                                        + "\" is null; leave it out"))));
        return map;
    }

    /// As [#map], but values may be null: taken as "none".
    public Map<String, Optional<String>> changes(String field) {
        Map<String, Optional<String>> map = new LinkedHashMap<>();
        value(field)
                .ifPresent(object -> {
                    if (!object.isObject()) {
                        throw wrong(field, object, "an object");
                    }
                    object.properties()
                            .forEach(entry -> {
                                JsonNode value = entry.getValue();
                                if (!value.isValueNode()) {
                                    throw wrong(
                                            field + "." + Names.printable(entry.getKey()),
                                            value,
                                            "a text, a number, true or false");
                                }
                                map.put(
                                        entry.getKey(),
                                        value.isNull()
                                                ? Optional.empty()
                                                : Optional.of(value.asString()));
                            });
                });
        return map;
    }

    private Iterable<JsonNode> array(String field) {
        Optional<JsonNode> value = value(field);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!value.get().isArray()) {
            throw wrong(field, value.get(), "a list");
        }
        return value.get();
    }

    private Optional<JsonNode> value(String field) {
        return Optional.ofNullable(node.get(field)).filter(value -> !value.isNull());
    }

    static <E extends Enum<E>> E constant(String field, String text, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text.toUpperCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw refused(
                field
                        + " is \""
                        + Names.printable(text)
                        + "\": give one of "
                        + Stream.of(type.getEnumConstants())
                                .map(Enum::name)
                                .collect(Collectors.joining(", ")));
    }

    private EngineException missing(String field) {
        return refused("field \"" + place + field + "\" is missing");
    }

    private EngineException wrong(String field, JsonNode found, String needed) {
        return refused("field \"" + place + field + "\" is " + kind(found) + ", not " + needed);
    }

    private static EngineException refused(String message) {
        return new EngineException(ErrorCode.INVALID_INPUT, message);
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL, MISSING -> "null";
        };
    }
}

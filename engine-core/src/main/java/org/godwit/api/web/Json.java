package org.godwit.api.web;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes and reads JSON trees. Thread-safe.
public final class Json {
    private static final int DEPTH_MAX = 16;
    private static final int TEXT_CHARS_MAX = 100_000;
    private static final int NUMBER_CHARS_MAX = 40;

    static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .maxStringLength(TEXT_CHARS_MAX)
                                                    .maxNumberLength(NUMBER_CHARS_MAX)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Json() {}

    /// A new object.
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// A new array of texts.
    public static ArrayNode texts(Stream<String> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }

    /// A new array.
    public static ArrayNode array(Stream<? extends JsonNode> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }

    /// Sets a time, in ISO 8601, or null.
    public static void time(ObjectNode object, String field, Optional<Instant> time) {
        text(object, field, time.map(Instant::toString));
    }

    /// Sets a text or null.
    public static void text(ObjectNode object, String field, Optional<String> text) {
        text.ifPresentOrElse(value -> object.put(field, value), () -> object.putNull(field));
    }

    /// A document that this engine wrote.
    public static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /// The document as UTF-8.
    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }
}

package org.godwit.it.wan.agents;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Requests and reports as lines of JSON: an object whose `is` names the record. Thread-safe.
final class Lines {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String KIND = "is";

    private static final Map<String, Class<?>> KINDS =
            Stream.of(
                            AgentRequest.Fetch.class,
                            AgentRequest.Use.class,
                            AgentRequest.Allow.class,
                            AgentRequest.Confess.class,
                            AgentReport.Ready.class,
                            AgentReport.Progress.class,
                            AgentReport.Done.class,
                            AgentReport.Usage.class,
                            AgentReport.Damage.class,
                            AgentReport.Refused.class)
                    .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, c -> c));

    private Lines() {}

    static String encode(Object record) {
        ObjectNode line = JSON.createObjectNode();
        line.put(KIND, record.getClass().getSimpleName());
        line.setAll((ObjectNode) JSON.valueToTree(record));
        return JSON.writeValueAsString(line);
    }

    /// @throws IllegalArgumentException where the line is none of the family
    static <T> T decode(String line, Class<T> family) {
        try {
            if (!(JSON.readTree(line) instanceof ObjectNode object)) {
                throw new IllegalArgumentException("not an object: " + line);
            }
            JsonNode kind = object.remove(KIND);
            Class<?> type = kind == null ? null : KINDS.get(kind.asString(""));
            if (type == null || !family.isAssignableFrom(type)) {
                throw new IllegalArgumentException("unknown kind: " + line);
            }
            return family.cast(JSON.treeToValue(object, type));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage() + ": " + line, e);
        }
    }
}

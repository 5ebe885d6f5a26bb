package org.godwit.api.rest;

import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Types of JSON values, as JSON Schema names them.
final class JsonTypes {
    private JsonTypes() {}

    /// What a schema allows.
    static Set<String> of(JsonNode schema) {
        Set<String> types = new TreeSet<>();
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.forEach(name -> types.add(name.asString()));
        } else {
            types.add(type.asString());
        }
        if (types.contains("number")) {
            types.add("integer");
        }
        return types;
    }

    /// What a value is.
    static String is(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case STRING, BINARY -> "string";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case NULL, MISSING -> "null";
        };
    }
}

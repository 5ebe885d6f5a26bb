package org.godwit.cli.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Between Jackson's tokens and [Json] values, whatever the text's format.
final class Tokens {
    private Tokens() {}

    /// The next value; null where there is none.
    static Json readOne(JsonParser parser) {
        return parser.nextToken() == null ? Json.Literal.NULL : value(parser);
    }

    /// The value at whose first token the parser stands.
    static Json value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(number(parser));
            case VALUE_TRUE -> Json.Literal.TRUE;
            case VALUE_FALSE -> Json.Literal.FALSE;
            case VALUE_NULL -> Json.Literal.NULL;
            case VALUE_STRING,
                    PROPERTY_NAME,
                    END_ARRAY,
                    END_OBJECT,
                    NOT_AVAILABLE,
                    VALUE_EMBEDDED_OBJECT ->
                    new Json.Text(Optional.ofNullable(parser.getString()).orElse(""));
        };
    }

    private static Number number(JsonParser parser) {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            case BIG_INTEGER -> parser.getBigIntegerValue();
            case FLOAT, DOUBLE, BIG_DECIMAL -> parser.getDecimalValue();
        };
    }

    private static Json object(JsonParser parser) {
        Map<String, Json> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return new Json.Obj(fields);
    }

    private static Json array(JsonParser parser) {
        List<Json> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
        }
        return new Json.Arr(values);
    }

    static void write(Json value, JsonGenerator out) {
        switch (value) {
            case Json.Obj(var fields) -> {
                out.writeStartObject();
                fields.forEach((name, field) -> {
                    out.writeName(name);
                    write(field, out);
                });
                out.writeEndObject();
            }
            case Json.Arr(var values) -> {
                out.writeStartArray();
                values.forEach(item -> write(item, out));
                out.writeEndArray();
            }
            case Json.Text(var text) -> out.writeString(text);
            case Json.Num(var number) -> write(number, out);
            case Json.Literal.TRUE -> out.writeBoolean(true);
            case Json.Literal.FALSE -> out.writeBoolean(false);
            case Json.Literal.NULL -> out.writeNull();
        }
    }

    private static void write(Number number, JsonGenerator out) {
        switch (number) {
            case BigDecimal decimal -> out.writeNumber(decimal);
            case BigInteger integer -> out.writeNumber(integer);
            case Double real -> out.writeNumber(real);
            case Number other -> out.writeNumber(other.longValue());
        }
    }
}

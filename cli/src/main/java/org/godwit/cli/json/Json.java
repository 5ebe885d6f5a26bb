package org.godwit.cli.json;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// A JSON value. Immutable.
///
/// The readers on this interface are lenient, as a client of a server that may be newer must be:
/// what is missing reads as [Literal#NULL], zero or empty.
public sealed interface Json {
    /// An object; its fields keep their order.
    record Obj(Map<String, Json> fields) implements Json {
        public Obj {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    record Arr(List<Json> values) implements Json {
        public Arr {
            values = List.copyOf(values);
        }
    }

    record Text(String value) implements Json {}

    /// A number as it was read: `Long` or `BigInteger` without a fraction, else `BigDecimal`.
    record Num(Number value) implements Json {}

    /// The three words of JSON.
    enum Literal implements Json {
        TRUE,
        FALSE,
        NULL
    }

    static Json of(String value) {
        return new Text(value);
    }

    static Json of(long value) {
        return new Num(value);
    }

    static Json of(boolean value) {
        return value ? Literal.TRUE : Literal.FALSE;
    }

    static Json of(List<Json> values) {
        return new Arr(values);
    }

    static Json ofTexts(List<String> values) {
        return new Arr(values.stream().map(Json::of).toList());
    }

    static ObjectBuilder object() {
        return new ObjectBuilder();
    }

    /// The field of an object.
    default Json at(String field) {
        return this instanceof Obj object
                ? object.fields.getOrDefault(field, Literal.NULL)
                : Literal.NULL;
    }

    /// The field that dots lead to, as in `counts.locks_ok`; a field whose name has dots goes
    /// first.
    default Json path(String dotted) {
        Json whole = at(dotted);
        if (whole != Literal.NULL || dotted.indexOf('.') < 0) {
            return whole;
        }
        Json here = this;
        for (String field : Arrays.asList(dotted.split("\\.", -1))) {
            here = here.at(field);
        }
        return here;
    }

    default boolean isNull() {
        return this == Literal.NULL;
    }

    default boolean isTrue() {
        return this == Literal.TRUE;
    }

    /// What stands in a text or number, the word for the others; empty for null.
    default String text() {
        return switch (this) {
            case Text text -> text.value;
            case Num number -> number.value.toString();
            case Literal.TRUE -> "true";
            case Literal.FALSE -> "false";
            case Literal.NULL -> "";
            case Arr _, Obj _ -> JsonText.write(this);
        };
    }

    /// The text of a field that is there and not empty.
    default Optional<String> text(String field) {
        String text = at(field).text();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    default long number() {
        return this instanceof Num number ? number.value.longValue() : 0;
    }

    default OptionalDouble decimal() {
        return this instanceof Num number
                ? OptionalDouble.of(number.value.doubleValue())
                : OptionalDouble.empty();
    }

    /// The items of an array.
    default List<Json> items() {
        return this instanceof Arr array ? array.values : List.of();
    }

    /// Builds an object field by field. Not thread-safe.
    final class ObjectBuilder {
        private final Map<String, Json> fields = new LinkedHashMap<>();

        private ObjectBuilder() {}

        public ObjectBuilder put(String field, Json value) {
            fields.put(field, value);
            return this;
        }

        public ObjectBuilder put(String field, String value) {
            return put(field, of(value));
        }

        public ObjectBuilder put(String field, long value) {
            return put(field, of(value));
        }

        public ObjectBuilder put(String field, boolean value) {
            return put(field, of(value));
        }

        /// Nothing where there is nothing.
        public ObjectBuilder putText(String field, Optional<String> value) {
            value.ifPresent(text -> put(field, text));
            return this;
        }

        public ObjectBuilder putNumber(String field, Optional<? extends Number> value) {
            value.ifPresent(number -> put(field, new Num(number)));
            return this;
        }

        public boolean isEmpty() {
            return fields.isEmpty();
        }

        public Json build() {
            return new Obj(fields);
        }
    }
}

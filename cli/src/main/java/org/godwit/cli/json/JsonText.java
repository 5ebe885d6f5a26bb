package org.godwit.cli.json;

import java.io.InputStream;
import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Reads and writes [Json] values as JSON. Thread-safe. Readers throw `JacksonException` for what
/// is not JSON, and for nesting and lengths beyond Jackson's default bounds.
public final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonText() {}

    /// The first value of a text; null if there is none.
    public static Json read(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return Tokens.readOne(parser);
        }
    }

    /// The first value of a stream in UTF-8, which is closed; null if there is none.
    public static Json read(InputStream stream) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), stream)) {
            return Tokens.readOne(parser);
        }
    }

    /// Every value of a stream, one after the other, one in memory; closes the stream.
    public static void readEach(InputStream stream, Consumer<Json> each) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), stream)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                each.accept(Tokens.value(parser));
            }
        }
    }

    /// The value on one line.
    public static String write(Json value) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            Tokens.write(value, generator);
        }
        return out.toString();
    }
}

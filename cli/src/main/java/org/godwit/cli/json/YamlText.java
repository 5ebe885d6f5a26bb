package org.godwit.cli.json;

import java.io.Reader;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// Reads and writes [Json] values as YAML. Thread-safe.
public final class YamlText {
    private static final YAMLFactory FACTORY =
            YAMLFactory.builder()
                    .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                    .disable(YAMLWriteFeature.SPLIT_LINES)
                    .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                    .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build();

    private YamlText() {}

    /// The first document; null if there is none.
    ///
    /// @throws tools.jackson.core.JacksonException for what is not YAML
    public static Json read(Reader text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return Tokens.readOne(parser);
        }
    }

    /// The value in block style, with a line's end at the end.
    public static String write(Json value) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            Tokens.write(value, generator);
        }
        return out.toString().stripTrailing() + "\n";
    }
}

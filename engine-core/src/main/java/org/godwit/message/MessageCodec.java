package org.godwit.message;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.godwit.model.Bottleneck;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Messages as JSON: `{"version":1,"kind":"Orders","body":{…}}`, described in
/// `docs/formats/messages.md`. Fields that a reader does not know are passed over, so that a
/// version may add some; anything else that does not fit is refused with [ErrorCode#INVALID_INPUT].
/// Thread-safe.
public final class MessageCodec {
    /// The version written. This one and the one before (none yet) are read.
    public static final int VERSION = 1;

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .addHandler(new LaterWords())
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .build();

    private static final Map<String, Class<?>> KINDS =
            Stream.of(
                            ToAgent.Welcome.class,
                            ToAgent.Refused.class,
                            ToAgent.Orders.class,
                            ToAgent.Links.class,
                            ToAgent.Cancel.class,
                            ToAgent.Receipt.class,
                            ToAgent.Scan.class,
                            ToAgent.Probe.class,
                            ToAgent.ProbeDisks.class,
                            ToAgent.EndProbe.class,
                            ToAgent.Delete.class,
                            ToAgent.Examine.class,
                            ToAgent.ListFiles.class,
                            ToAgent.Settle.class,
                            ToAgent.Scrub.class,
                            FromAgent.Deleted.class,
                            FromAgent.Examined.class,
                            FromAgent.Hello.class,
                            FromAgent.Heartbeat.class,
                            FromAgent.Inventory.class,
                            FromAgent.Outcomes.class,
                            FromAgent.Throughput.class,
                            FromAgent.ScanReport.class,
                            FromAgent.ProbeReport.class,
                            FromAgent.DiskReport.class,
                            FromAgent.Listed.class,
                            FromAgent.Settled.class,
                            FromAgent.Scrubbed.class,
                            ReadGrant.class)
                    .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, c -> c));

    private MessageCodec() {}

    /// A stage that a later version knows and this one does not: it is not known what limited the
    /// transfer, which is no reason to refuse the outcome.
    private static final class LaterWords extends DeserializationProblemHandler {
        @Override
        public @Nullable Object handleWeirdStringValue(
                DeserializationContext context, Class<?> type, String value, String problem) {
            return type == Bottleneck.class ? null : NOT_HANDLED;
        }
    }

    /// A message as bytes.
    public static byte[] encode(Message message) {
        return write(message);
    }

    /// A grant as bytes.
    public static byte[] encode(ReadGrant grant) {
        return write(grant);
    }

    /// Reads what an agent said.
    public static FromAgent decodeFromAgent(byte[] bytes) {
        return read(bytes, FromAgent.class);
    }

    /// Reads what the engine said.
    public static ToAgent decodeToAgent(byte[] bytes) {
        return read(bytes, ToAgent.class);
    }

    /// Reads a grant.
    public static ReadGrant decodeGrant(byte[] bytes) {
        return read(bytes, ReadGrant.class);
    }

    private static byte[] write(Object value) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION);
        root.put("kind", value.getClass().getSimpleName());
        root.set("body", JSON.valueToTree(value));
        return JSON.writeValueAsBytes(root);
    }

    private static <T> T read(byte[] bytes, Class<T> family) {
        try {
            JsonNode root = JSON.readTree(bytes);
            int version = root.path("version").asInt(0);
            if (version != VERSION) {
                throw malformed("version " + version + " is not understood");
            }
            Class<?> kind = KINDS.get(root.path("kind").asString(""));
            if (kind == null || !family.isAssignableFrom(kind)) {
                throw malformed("unexpected kind " + root.path("kind"));
            }
            return family.cast(JSON.treeToValue(root.path("body"), kind));
        } catch (JacksonException e) {
            throw malformed(String.valueOf(e.getOriginalMessage()));
        }
    }

    private static EngineException malformed(String why) {
        return new EngineException(ErrorCode.INVALID_INPUT, "malformed message: " + why);
    }
}

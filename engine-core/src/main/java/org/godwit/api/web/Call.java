package org.godwit.api.web;

import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.godwit.api.access.Caller;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// One request that has found its route and whose sender is known. Confined to its thread.
public final class Call {
    private final Caller caller;
    private final Map<String, String> path;
    private final Map<String, String> query;
    private final byte[] body;
    private final InputStream stream;
    private final Optional<Repeat> repeat;

    public Call(Caller caller, Map<String, String> path, Map<String, String> query, byte[] body) {
        this(caller, path, query, body, InputStream.nullInputStream(), Optional.empty());
    }

    /// A call that may come again.
    public Call(
            Caller caller,
            Map<String, String> path,
            Map<String, String> query,
            byte[] body,
            Optional<Repeat> repeat) {
        this(caller, path, query, body, InputStream.nullInputStream(), repeat);
    }

    /// A call whose body is read as it comes.
    public Call(
            Caller caller,
            Map<String, String> path,
            Map<String, String> query,
            InputStream stream) {
        this(caller, path, query, new byte[0], stream, Optional.empty());
    }

    private Call(
            Caller caller,
            Map<String, String> path,
            Map<String, String> query,
            byte[] body,
            InputStream stream,
            Optional<Repeat> repeat) {
        this.caller = caller;
        this.repeat = repeat;
        this.stream = stream;
        this.path = Map.copyOf(path);
        this.query = Map.copyOf(query);
        this.body = body;
    }

    /// The body of a route that reads it as it comes ([Route#reading]): the sender waits while
    /// nobody reads. Nobody needs to close it.
    public InputStream stream() {
        return stream;
    }

    /// By what key it may come again, on a route that takes one.
    public Optional<Repeat> repeat() {
        return repeat;
    }

    public Caller caller() {
        return caller;
    }

    /// A parameter of the path, decoded; the template must have it.
    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the template has no {" + name + "}");
        }
        return value;
    }

    /// A query parameter.
    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /// A query parameter that is one of an enum's names, whatever the case.
    public <E extends Enum<E>> Optional<E> query(String name, Class<E> type) {
        return query(name).map(text -> JsonInput.constant(name, text, type));
    }

    /// A query parameter that is a whole number from `min` to `max`.
    public Optional<Long> queryNumber(String name, long min, long max) {
        return query(name)
                .map(text -> {
                    try {
                        long value = Long.parseLong(text);
                        if (value >= min && value <= max) {
                            return value;
                        }
                    } catch (NumberFormatException e) {
                        // said below, in our words
                    }
                    throw new EngineException(
                            ErrorCode.INVALID_INPUT,
                            name
                                    + " is \""
                                    + Names.printable(text)
                                    + "\": give a whole number from "
                                    + min
                                    + " to "
                                    + max);
                });
    }

    /// The body, a JSON object with these fields and no others; an empty body counts as `{}`.
    public JsonInput body(String... fields) {
        return JsonInput.parse(body, fields);
    }
}

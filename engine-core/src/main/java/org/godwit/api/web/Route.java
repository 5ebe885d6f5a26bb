package org.godwit.api.web;

import java.util.Set;

/// Something that can be asked of the server.
///
/// @param template of the path: `/godwit/v1/rules/{id}`; a `{name}` stands for one segment
/// @param query names of the query parameters it takes; others are refused
/// @param streamed whether the handler reads the body as it comes, however long it is
/// @param repeatable whether it takes an Idempotency-Key: its handler answers by `Backend.answer`
public record Route(
        Method method,
        String template,
        Access access,
        Set<String> query,
        boolean streamed,
        boolean repeatable,
        Handler handler) {
    /// Answers a call. Runs on a virtual thread and may block.
    @FunctionalInterface
    public interface Handler {
        /// Answers a call; an `EngineException` is what the client gets to read instead.
        Answer answer(Call call);
    }

    public Route {
        query = Set.copyOf(query);
    }

    private Route(Method method, String template, Access access, Handler handler) {
        this(method, template, access, Set.of(), false, false, handler);
    }

    /// A read for every account.
    public static Route get(String template, Handler handler) {
        return new Route(Method.GET, template, Access.ANY_ACCOUNT, handler);
    }

    /// Adds something.
    public static Route post(String template, Access access, Handler handler) {
        return new Route(Method.POST, template, access, handler);
    }

    /// Changes something.
    public static Route put(String template, Access access, Handler handler) {
        return new Route(Method.PUT, template, access, handler);
    }

    /// Takes something away.
    public static Route delete(String template, Access access, Handler handler) {
        return new Route(Method.DELETE, template, access, handler);
    }

    /// This route with query parameters.
    public Route withQuery(String... names) {
        return new Route(method, template, access, Set.of(names), streamed, repeatable, handler);
    }

    /// This route, whose handler reads the body by [Call#stream].
    public Route reading() {
        return new Route(method, template, access, query, true, repeatable, handler);
    }

    /// This route, which takes an Idempotency-Key.
    public Route once() {
        return new Route(method, template, access, query, streamed, true, handler);
    }
}

package org.godwit.api.web;

import java.util.Set;

/// Something that can be asked of the server.
///
/// @param template of the path: `/godwit/v1/rules/{id}`; a `{name}` stands for one segment
/// @param query names of the query parameters it takes; others are refused
public record Route(
        Method method, String template, Access access, Set<String> query, Handler handler) {
    /// Answers a call. Runs on a virtual thread and may block.
    @FunctionalInterface
    public interface Handler {
        /// Answers a call; an `EngineException` is what the client gets to read instead.
        Answer answer(Call call);
    }

    public Route {
        query = Set.copyOf(query);
    }

    /// A read for every account.
    public static Route get(String template, Handler handler) {
        return new Route(Method.GET, template, Access.ANY_ACCOUNT, Set.of(), handler);
    }

    /// Adds something.
    public static Route post(String template, Access access, Handler handler) {
        return new Route(Method.POST, template, access, Set.of(), handler);
    }

    /// Changes something.
    public static Route put(String template, Access access, Handler handler) {
        return new Route(Method.PUT, template, access, Set.of(), handler);
    }

    /// Takes something away.
    public static Route delete(String template, Access access, Handler handler) {
        return new Route(Method.DELETE, template, access, Set.of(), handler);
    }

    /// This route with query parameters.
    public Route withQuery(String... names) {
        return new Route(method, template, access, Set.of(names), handler);
    }
}

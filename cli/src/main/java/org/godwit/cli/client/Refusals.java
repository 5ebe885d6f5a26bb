package org.godwit.cli.client;

import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.godwit.cli.json.Json;
import org.godwit.cli.json.JsonText;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Errors of Rucio's form, `{"ExceptionClass": …, "ExceptionMessage": …}` in the body or in headers
/// of these names, turned back into the exception that the engine threw.
final class Refusals {
    private Refusals() {}

    static EngineException of(int status, String body, UnaryOperator<@Nullable String> header) {
        Json error = parsed(body);
        Optional<String> type =
                error.text("ExceptionClass")
                        .or(() -> Optional.ofNullable(header.apply("ExceptionClass")));
        String message =
                error.text("ExceptionMessage")
                        .or(() -> Optional.ofNullable(header.apply("ExceptionMessage")))
                        .orElse("the engine answered HTTP %d without a reason".formatted(status));
        return new EngineException(code(status, type.orElse("")), message);
    }

    /// Several codes share a class; the first of them with the answer's status is meant.
    private static ErrorCode code(int status, String type) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.rucioClass().equals(type) && code.httpStatus() == status)
                .findFirst()
                .or(() ->
                        Arrays.stream(ErrorCode.values())
                                .filter(code -> code.rucioClass().equals(type))
                                .findFirst())
                .orElseGet(() -> byStatus(status));
    }

    private static ErrorCode byStatus(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_UNAUTHORIZED -> ErrorCode.CANNOT_AUTHENTICATE;
            case HttpURLConnection.HTTP_FORBIDDEN -> ErrorCode.ACCESS_DENIED;
            case HttpURLConnection.HTTP_NOT_FOUND -> ErrorCode.NOT_FOUND;
            case HttpURLConnection.HTTP_CONFLICT -> ErrorCode.DUPLICATE;
            case HttpURLConnection.HTTP_UNAVAILABLE -> ErrorCode.UNAVAILABLE;
            default ->
                    status < HttpURLConnection.HTTP_INTERNAL_ERROR
                            ? ErrorCode.INVALID_INPUT
                            : ErrorCode.INTERNAL;
        };
    }

    private static Json parsed(String body) {
        try {
            return JsonText.read(body);
        } catch (JacksonException _) {
            return Json.Literal.NULL;
        }
    }
}

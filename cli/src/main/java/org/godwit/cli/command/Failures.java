package org.godwit.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Turns every failure into one line on standard error and an exit code. With `GODWIT_DEBUG=1` the
/// stack trace follows.
final class Failures {
    private static final int CAUSES_MAX = 16;

    private Failures() {}

    /// A command line that does not parse: one line, and where to read on.
    static int usage(CommandLine.ParameterException failure, PrintWriter err) {
        CommandLine command = failure.getCommandLine();
        err.println("godwit: " + oneLine(failure.getMessage()) + suggestion(failure));
        err.println("See: %s --help".formatted(command.getCommandSpec().qualifiedName()));
        return ExitCode.USAGE.code();
    }

    /// A command that failed: one line that says what to do.
    static int execution(Exception failure, PrintWriter err, boolean debug) {
        ExitCode code = codeOf(failure);
        err.println("godwit: " + messageOf(failure));
        if (failure instanceof PointedRefusal pointed) {
            pointed.caret().lines().forEach(line -> err.println("  " + line));
        }
        if (debug) {
            failure.printStackTrace(err);
        }
        return code.code();
    }

    private static ExitCode codeOf(Exception failure) {
        return switch (failure) {
            case EngineException refusal -> codeOf(refusal.code());
            case PointedRefusal pointed -> codeOf(pointed.refusal().code());
            case NoSuchFileException _ -> ExitCode.NOT_FOUND;
            case FileAlreadyExistsException _ -> ExitCode.CONFLICT;
            case SocketTimeoutException _ -> ExitCode.TIMEOUT;
            case TimeoutException _ -> ExitCode.TIMEOUT;
            case ConnectException _ -> ExitCode.UNREACHABLE;
            case UnknownHostException _ -> ExitCode.UNREACHABLE;
            case Exception _ -> ExitCode.ERROR;
        };
    }

    static ExitCode codeOf(ErrorCode code) {
        return switch (code) {
            case INVALID_INPUT,
                    INVALID_RSE_EXPRESSION,
                    INVALID_RULE,
                    INVALID_NAME,
                    METHOD_NOT_ALLOWED,
                    TOO_LARGE ->
                    ExitCode.USAGE;
            case ACCOUNT_NOT_FOUND,
                    SCOPE_NOT_FOUND,
                    DID_NOT_FOUND,
                    RSE_NOT_FOUND,
                    SITE_NOT_FOUND,
                    AGENT_NOT_FOUND,
                    RULE_NOT_FOUND,
                    REPLICA_NOT_FOUND,
                    REQUEST_NOT_FOUND,
                    NOT_FOUND ->
                    ExitCode.NOT_FOUND;
            case CANNOT_AUTHENTICATE -> ExitCode.AUTHENTICATION;
            case ACCESS_DENIED -> ExitCode.DENIED;
            case UNSUPPORTED_OPERATION,
                    DUPLICATE,
                    DID_ALREADY_EXISTS,
                    DUPLICATE_CONTENT,
                    DUPLICATE_RULE,
                    FILE_CONSISTENCY_MISMATCH,
                    INSUFFICIENT_TARGET_RSES,
                    RSE_WRITE_BLOCKED,
                    QUOTA_EXCEEDED ->
                    ExitCode.CONFLICT;
            case NETWORK_ERROR, OVERLOADED, UNAVAILABLE -> ExitCode.UNREACHABLE;
            case STORAGE_ERROR, CATALOG_CORRUPT, INTERNAL -> ExitCode.ERROR;
        };
    }

    private static String messageOf(Exception failure) {
        return switch (failure) {
            case EngineException refusal -> oneLine(refusal.getMessage());
            case PointedRefusal pointed -> oneLine(pointed.refusal().getMessage());
            case NoSuchFileException missing -> "no such file: " + oneLine(missing.getFile());
            case FileAlreadyExistsException there -> "exists already: " + oneLine(there.getFile());
            case AccessDeniedException denied -> "permission denied: " + oneLine(denied.getFile());
            case FileSystemException file ->
                    oneLine(file.getFile()) + ": " + oneLine(file.getReason());
            case UnknownHostException host ->
                    "host not found: %s; check the address".formatted(oneLine(host.getMessage()));
            case IOException io -> oneLine(deepest(io).getMessage());
            case TimeoutException late -> "timed out: " + oneLine(late.getMessage());
            case Exception other ->
                    "unexpected failure: %s; set GODWIT_DEBUG=1 for the details"
                            .formatted(oneLine(deepest(other).toString()));
        };
    }

    private static Throwable deepest(Throwable failure) {
        Throwable deepest = failure;
        for (int depth = 0; depth < CAUSES_MAX; depth++) {
            Throwable cause = deepest.getCause();
            if (cause == null) {
                return deepest;
            }
            deepest = cause;
        }
        return deepest;
    }

    private static String suggestion(CommandLine.ParameterException failure) {
        if (failure instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            return "; did you mean %s?".formatted(String.join(" or ", unmatched.getSuggestions()));
        }
        return "";
    }

    /// One line that no terminal can misread: names in messages come from users.
    private static String oneLine(@Nullable String text) {
        return text == null ? "no details" : text.strip().replaceAll("\\p{Cntrl}+", " ");
    }
}

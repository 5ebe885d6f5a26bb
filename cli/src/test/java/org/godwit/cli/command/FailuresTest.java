package org.godwit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class FailuresTest {
    private final StringWriter err = new StringWriter();

    private int execution(Exception failure) {
        return Failures.execution(failure, new PrintWriter(err, true), false);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyRefusalIsOneLineAndNotOk(ErrorCode code) {
        assertThat(execution(new EngineException(code, "RSE 'X'\nis\u001b[31m unknown")))
                .isNotEqualTo(ExitCode.OK.code());
        assertThat(err.toString()).isEqualTo("godwit: RSE 'X' is [31m unknown\n");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("/d/a"), ExitCode.NOT_FOUND, "/d/a"),
                Arguments.of(new ConnectException("refused"), ExitCode.UNREACHABLE, "refused"),
                Arguments.of(new UnknownHostException("fr1"), ExitCode.UNREACHABLE, "fr1"),
                Arguments.of(new TimeoutException("60 s"), ExitCode.TIMEOUT, "60 s"),
                Arguments.of(
                        new IOException("outer", new IOException("disk full")),
                        ExitCode.ERROR,
                        "disk full"),
                Arguments.of(new IllegalStateException("bug"), ExitCode.ERROR, "GODWIT_DEBUG=1"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyOtherFailureIsOneLineToo(Exception failure, ExitCode code, String text) {
        assertThat(execution(failure)).isEqualTo(code.code());
        assertThat(err.toString()).startsWith("godwit: ").contains(text).containsOnlyOnce("\n");
    }

    @Test
    void stackTraceIsOnlyForThoseWhoAsk() {
        Failures.execution(new IllegalStateException("bug"), new PrintWriter(err, true), true);
        assertThat(err.toString()).contains("\tat ");
    }

    @Test
    void exitCodesAreDistinct() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code)).doesNotHaveDuplicates();
    }
}

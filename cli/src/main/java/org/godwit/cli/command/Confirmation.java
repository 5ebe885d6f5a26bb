package org.godwit.cli.command;

import java.io.IOException;
import java.util.Locale;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Option;

/// Asks before something is lost.
final class Confirmation {
    @Option(
            names = {"-y", "--yes"},
            order = 700,
            description = "Do it without asking. Needed where nobody can answer.")
    private boolean yes;

    /// Returns whether to go on; says the effect where it asks.
    ///
    /// @throws EngineException `INVALID_INPUT` where nobody can answer and `--yes` is missing
    boolean given(String effect, Surroundings surroundings) throws IOException {
        if (yes) {
            return true;
        }
        if (!surroundings.terminal().interactive()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, effect + "; give --yes to do it without being asked");
        }
        surroundings.out().print(effect + ".\nGo on? [y/N] ");
        surroundings.out().flush();
        String answer = surroundings.in().readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }
}

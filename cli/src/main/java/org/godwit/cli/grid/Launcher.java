package org.godwit.cli.grid;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.CodeSource;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// The program that every process of a grid runs: `bin/godwit` of a distribution.
public record Launcher(Path program) {
    /// The distribution that this code itself comes from.
    ///
    /// @throws EngineException `UNSUPPORTED_OPERATION` if it does not run from one
    public static Launcher ofThisProgram() {
        CodeSource source = Launcher.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = Path.of(source.getLocation().toURI());
            Path program = jar.resolveSibling("../bin/godwit").normalize();
            if (!Files.isExecutable(program)) {
                throw new NoSuchFileException(program.toString());
            }
            return new Launcher(program);
        } catch (URISyntaxException | NoSuchFileException e) {
            throw notADistribution(e);
        }
    }

    private static EngineException notADistribution(Exception cause) {
        return new EngineException(
                ErrorCode.UNSUPPORTED_OPERATION,
                "a grid starts processes of bin/godwit, but this program does not run from a"
                        + " distribution; run it through bin/godwit",
                cause);
    }
}

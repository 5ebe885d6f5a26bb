package org.godwit.agent.doctor;

import java.io.IOException;
import java.nio.file.OpenOption;
import java.util.Arrays;

/// The JDK's option for O_DIRECT. It is exported, but javac warns of it wherever it is named, which
/// no annotation turns off: hence by its name at run time.
final class DirectOption {
    private static final String TYPE = "com.sun.nio.file.ExtendedOpenOption";

    private DirectOption() {}

    /// @throws IOException where this Java has none
    static OpenOption get() throws IOException {
        try {
            Object[] constants = Class.forName(TYPE).getEnumConstants();
            return Arrays.stream(constants == null ? new Object[0] : constants)
                    .filter(constant -> constant.toString().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IOException("this Java has no O_DIRECT"));
        } catch (ClassNotFoundException e) {
            throw new IOException("this Java has no O_DIRECT", e);
        }
    }
}

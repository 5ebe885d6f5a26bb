package org.godwit.catalog.check;

import java.util.Optional;
import org.godwit.catalog.Change;
import org.godwit.catalog.DamagedFile;

/// Something in a catalogue that is not as it must be.
///
/// @param table where
/// @param key of the row, for people; empty if the table as a whole is meant
/// @param problem in one line
/// @param repair the change that sets a derived row right; absent where only people can decide
public record Finding(String table, String key, String problem, Optional<Change<?, ?>> repair) {
    /// A damaged file; only a backup or what it follows from can bring it back.
    public static Finding of(DamagedFile damaged) {
        return new Finding(
                damaged.table(),
                "",
                "file "
                        + damaged.file()
                        + " is damaged ("
                        + damaged.problem()
                        + "): restore a backup with `godwit catalog restore`",
                Optional.empty());
    }

    @Override
    public String toString() {
        return table + (key.isEmpty() ? "" : " " + key) + ": " + problem;
    }
}

package org.godwit.catalog;

/// A file of the catalogue's storage that does not hold what was written to it.
///
/// @param table whose rows it holds
/// @param file its name in the catalogue's directory
/// @param problem as the storage says it, in one line
public record DamagedFile(String table, String file, String problem) {
    @Override
    public String toString() {
        return "file " + file + " of table " + table + " is damaged (" + problem + ")";
    }
}

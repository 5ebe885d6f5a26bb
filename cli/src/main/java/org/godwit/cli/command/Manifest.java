package org.godwit.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.godwit.model.Adler32;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// A user's list of files: lines of `name,bytes,adler32` in UTF-8, a name with commas or quotes in
/// quotes (RFC 4180); a first line of these words is passed over.
record Manifest(List<Entry> entries) {
    /// One line.
    record Entry(String name, long bytes, Adler32 adler32) {}

    /// So many fit into one request with names of usual lengths.
    static final int ENTRIES_MAX = 1_000_000;

    private static final String HEADER = "name,bytes,adler32";

    Manifest {
        entries = List.copyOf(entries);
    }

    /// @throws EngineException `INVALID_INPUT`, naming file and line
    static Manifest read(Path file) {
        List<Entry> entries = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (!line.isBlank() && !(number == 1 && isHeader(line))) {
                    entries.add(entry(file, number, line));
                }
                if (entries.size() > ENTRIES_MAX) {
                    throw refused(
                            file, number, "more than %,d files; split it".formatted(ENTRIES_MAX));
                }
            }
        } catch (CharacterCodingException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, file + " is not UTF-8; convert it first", e);
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "cannot read the manifest " + file + "; check the path",
                    e);
        }
        if (entries.isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, file + " names no file; write lines of " + HEADER);
        }
        return new Manifest(entries);
    }

    private static boolean isHeader(String line) {
        return line.replace(" ", "").equalsIgnoreCase(HEADER);
    }

    private static Entry entry(Path file, int number, String line) {
        List<String> cells = cells(line);
        if (cells.size() != 3) {
            throw refused(file, number, "write " + HEADER);
        }
        try {
            return new Entry(
                    Names.did(cells.get(0)),
                    Long.parseUnsignedLong(cells.get(1).strip()),
                    Adler32.parse(cells.get(2).strip()));
        } catch (NumberFormatException _) {
            throw refused(
                    file,
                    number,
                    "\"" + Names.printable(cells.get(1)) + "\" is no number of bytes");
        } catch (EngineException e) {
            throw refused(file, number, String.valueOf(e.getMessage()));
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    private static EngineException refused(Path file, int number, String why) {
        return new EngineException(
                ErrorCode.INVALID_INPUT, "%s, line %d: %s".formatted(file, number, why));
    }
}

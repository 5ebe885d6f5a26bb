package org.godwit.cli.output;

/// The forms of an answer; lower case, since users type them.
public enum Format {
    /// Aligned columns for people.
    table,
    /// One JSON value: an array for a list.
    json,
    /// One JSON value a line.
    jsonl,
    yaml,
    /// RFC 4180, with a header.
    csv
}

/// How answers look: tables for people, JSON, YAML and CSV for programs, bars for what takes long.
/// Machine formats hold what the engine sent, in its units; tables round, with decimal prefixes.
@NullMarked
package org.godwit.cli.output;

import org.jspecify.annotations.NullMarked;

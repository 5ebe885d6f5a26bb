/// The `godwit` program: [Main] reads the command line, [org.godwit.cli.command] holds the
/// commands.
@NullMarked
package org.godwit.cli;

import org.jspecify.annotations.NullMarked;

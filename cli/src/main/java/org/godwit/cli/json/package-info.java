/// JSON values for the short commands: read and written by Jackson's streaming core alone, because
/// loading its data binding takes longer than the rest of a command.
@NullMarked
package org.godwit.cli.json;

import org.jspecify.annotations.NullMarked;

/// Proves a catalogue: every index and counter is computed again from the primary rows and
/// compared, and what must hold between rows is checked. Works on any view, on disk or in memory.
@NullMarked
package org.godwit.catalog.check;

import org.jspecify.annotations.NullMarked;

/// Measurements of links, asked for by people: which agents take part, what they report, when it is
/// over. Held in memory only; an engine that ends takes them along, and agents end theirs by
/// themselves.
@NullMarked
package org.godwit.engine.probe;

import org.jspecify.annotations.NullMarked;

/// The tools that people move files with today, run beside the product's agents on the same link:
/// one file a tool.
@NullMarked
package org.godwit.it.wan.peer;

import org.jspecify.annotations.NullMarked;

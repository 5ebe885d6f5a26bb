/// Measurements of whole parts: `./godwit bench`.
@NullMarked
package org.godwit.it.bench;

import org.jspecify.annotations.NullMarked;

/// The catalogue's benchmark: `./godwit bench catalogue`, one class a case.
@NullMarked
package org.godwit.it.catalogue;

import org.jspecify.annotations.NullMarked;

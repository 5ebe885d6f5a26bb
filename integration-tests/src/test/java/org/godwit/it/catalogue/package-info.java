/// The catalogue under kills and under damage.
@NullMarked
package org.godwit.it.catalogue;

import org.jspecify.annotations.NullMarked;

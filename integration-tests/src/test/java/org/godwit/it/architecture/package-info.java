/// The borders between modules and packages, as rules that the build checks.
@NullMarked
package org.godwit.it.architecture;

import org.jspecify.annotations.NullMarked;

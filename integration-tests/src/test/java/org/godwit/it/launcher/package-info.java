/// The distribution's launcher, run as users run it.
@NullMarked
package org.godwit.it.launcher;

import org.jspecify.annotations.NullMarked;

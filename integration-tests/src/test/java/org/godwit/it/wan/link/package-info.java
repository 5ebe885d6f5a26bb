/// Tests of the emulated link.
@NullMarked
package org.godwit.it.wan.link;

import org.jspecify.annotations.NullMarked;

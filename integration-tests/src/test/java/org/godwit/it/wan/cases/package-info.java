/// Tests of the benchmark of long links.
@NullMarked
package org.godwit.it.wan.cases;

import org.jspecify.annotations.NullMarked;

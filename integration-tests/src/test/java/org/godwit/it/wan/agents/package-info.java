/// Tests of the benchmark of long links.
@NullMarked
package org.godwit.it.wan.agents;

import org.jspecify.annotations.NullMarked;

/// What the benchmarks with cases have in common: a case, its figures held against targets, the
/// report of it, and the command line that runs some or all of them.
@NullMarked
package org.godwit.it.cases;

import org.jspecify.annotations.NullMarked;

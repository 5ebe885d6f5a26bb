@NullMarked
package org.godwit.it.cases;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.godwit.it.rules;

import org.jspecify.annotations.NullMarked;

/// Tests and measurements of the whole: `./godwit simulate` and `./godwit bench` start here.
@NullMarked
package org.godwit.it;

import org.jspecify.annotations.NullMarked;

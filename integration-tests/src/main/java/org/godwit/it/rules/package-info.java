/// `./godwit bench rules`: what rules cost on the real engine over its real storage, and whether
/// they mean what they should.
@NullMarked
package org.godwit.it.rules;

import org.jspecify.annotations.NullMarked;

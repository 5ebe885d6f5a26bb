/// What collections hold: attaching and detaching, with the rules that follow.
@NullMarked
package org.godwit.content;

import org.jspecify.annotations.NullMarked;

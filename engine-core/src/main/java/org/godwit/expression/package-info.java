/// RSE expressions: which storage elements a text such as `tier=1&(FR|US)\tape` means, and how the
/// copies of a spread such as `FR+US` are laid over them. Pure code, no I/O.
@NullMarked
package org.godwit.expression;

import org.jspecify.annotations.NullMarked;

/// Copies that move between RSEs because people want it: RSEs that are emptied, taken out of use or
/// balanced. Each begins as a plan; the moves themselves are [org.godwit.rule.MoveLocks]'s.
@NullMarked
package org.godwit.relocation;

import org.jspecify.annotations.NullMarked;

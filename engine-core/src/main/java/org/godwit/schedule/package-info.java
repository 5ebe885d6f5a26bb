/// Whose turn it is: fair shares of a link between activities.
@NullMarked
package org.godwit.schedule;

import org.jspecify.annotations.NullMarked;

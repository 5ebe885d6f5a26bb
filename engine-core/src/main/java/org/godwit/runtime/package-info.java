/// What everything else stands on: the clock, the error codes, the lifecycle of a process.
@NullMarked
package org.godwit.runtime;

import org.jspecify.annotations.NullMarked;

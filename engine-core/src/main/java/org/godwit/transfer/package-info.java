/// Transfer requests: how they come to be, wait, are ordered from agents, end and are retried.
@NullMarked
package org.godwit.transfer;

import org.jspecify.annotations.NullMarked;

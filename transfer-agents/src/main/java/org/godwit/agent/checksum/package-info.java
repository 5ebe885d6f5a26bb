/// Checksums of blocks and files, and how one follows from the other.
@NullMarked
package org.godwit.agent.checksum;

import org.jspecify.annotations.NullMarked;

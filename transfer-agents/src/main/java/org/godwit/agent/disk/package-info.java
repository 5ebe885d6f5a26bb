/// Work with disks, off the event loops: named bounded executors, the fixed ring of slabs that
/// bounds an agent's memory, checksums of files and of their parts, group commit.
@NullMarked
package org.godwit.agent.disk;

import org.jspecify.annotations.NullMarked;

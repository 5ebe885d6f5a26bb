/// Sites, RSEs, links and agents: what they are, who may change them, where files lie.
@NullMarked
package org.godwit.topology;

import org.jspecify.annotations.NullMarked;

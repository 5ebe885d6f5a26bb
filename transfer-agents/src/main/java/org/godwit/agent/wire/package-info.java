/// The bytes of skein, the native protocol between agents: frames, their limits and their codec.
/// `docs/formats/skein.md` describes them byte by byte.
@NullMarked
package org.godwit.agent.wire;

import org.jspecify.annotations.NullMarked;

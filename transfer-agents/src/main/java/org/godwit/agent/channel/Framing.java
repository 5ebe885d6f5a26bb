package org.godwit.agent.channel;

import java.util.Optional;
import org.godwit.agent.mac.FrameMac;

/// How the frames of one connection are protected behind the greeting.
///
/// @param underTls whether TLS goes on; otherwise it has done its work
/// @param out gives the frames that are sent their tags, where they have one
/// @param in checks those of the frames that come
record Framing(boolean underTls, Optional<FrameMac> out, Optional<FrameMac> in) {
    static final Framing TLS = new Framing(true, Optional.empty(), Optional.empty());
    static final Framing CLEAR = new Framing(false, Optional.empty(), Optional.empty());
}

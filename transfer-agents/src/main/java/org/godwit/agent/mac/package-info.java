/// Keyed checksums (MACs) for connections whose payload travels in clear: keys of a session, tags
/// of frames, tags of payloads.
@NullMarked
package org.godwit.agent.mac;

import org.jspecify.annotations.NullMarked;

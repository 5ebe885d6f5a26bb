/// Carries the agents' connections to the engine's loopback-bound post inside mutual TLS 1.3: the
/// agent's side listens on its own loopback and connects out, the engine's side lets in agents of
/// this deployment alone. The bytes inside are not looked at. Each connection costs virtual threads
/// and fixed buffers; back-pressure is TCP's.
///
/// After the handshake the engine's side speaks first, see
/// [org.godwit.coordination.tunnel.Greeting]; then both sides relay.
@NullMarked
package org.godwit.coordination.tunnel;

import org.jspecify.annotations.NullMarked;

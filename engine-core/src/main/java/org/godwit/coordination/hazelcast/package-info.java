/// The mailboxes on Hazelcast: the engine runs the only member in its own process, on loopback;
/// agents are clients of it through the tunnel. The only package that knows Hazelcast.
///
/// The open edition neither encrypts nor authenticates, so three things stand around it: nothing
/// listens but on 127.0.0.1, the cluster's name is a random secret of each run that only the tunnel
/// hands out, and whoever gets in all the same finds nothing but signed messages.
@NullMarked
package org.godwit.coordination.hazelcast;

import org.jspecify.annotations.NullMarked;

/// The data plane's connections: [SkeinServer] sends a source's files, [SkeinClient] fetches them
/// for a destination, over a warm group of connections per pair of agents. Event loops never wait:
/// disks and signatures are other threads' work.
@NullMarked
package org.godwit.agent.channel;

import org.jspecify.annotations.NullMarked;

package org.godwit.agent.channel;

import java.util.concurrent.Executor;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.storage.Storages;

/// What all sessions of a server share.
record SourceContext(
        Storages storages,
        GrantVerifier verifier,
        SlabRing slabs,
        Executor readers,
        Executor preparers,
        SkeinOptions options) {}

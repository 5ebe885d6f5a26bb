package org.godwit.it.architecture.sample.store;

import org.godwit.it.architecture.sample.agent.Agent;

public final class Store {
    Agent agent = new Agent();
}

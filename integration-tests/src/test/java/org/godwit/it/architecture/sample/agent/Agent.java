package org.godwit.it.architecture.sample.agent;

public final class Agent {}

package org.godwit.message;

/// Anything that engine and agents say to each other.
public sealed interface Message permits ToAgent, FromAgent {}

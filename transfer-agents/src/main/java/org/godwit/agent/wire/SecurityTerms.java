package org.godwit.agent.wire;

import org.godwit.agent.mac.MacAlgorithm;
import org.godwit.agent.mac.Secret;
import org.godwit.model.Protection;

/// What one end says in its greeting about how the session is to be protected. Greetings travel
/// inside TLS.
///
/// @param protection level of the session; both ends say the same
/// @param mac from the destination, what suits its host; from the source, what is used
/// @param secret what this end adds to the session's keys, the same on all its connections
public record SecurityTerms(Protection protection, MacAlgorithm mac, Secret secret) {}

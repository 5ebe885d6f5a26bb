package org.godwit.registration;

import java.util.Optional;
import org.godwit.model.Adler32;
import org.godwit.model.Did;

/// A replica that exists at an RSE.
///
/// @param path within the RSE; where the name says, if absent
public record NewReplica(Did file, long bytes, Adler32 adler32, Optional<String> path) {}

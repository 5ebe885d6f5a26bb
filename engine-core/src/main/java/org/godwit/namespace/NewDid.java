package org.godwit.namespace;

import java.util.Map;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.DidType;

/// A DID to be added.
///
/// @param bytes a file's size; 0 for collections
/// @param adler32 a file's checksum; 0 for collections
public record NewDid(
        Did name, DidType type, long bytes, Adler32 adler32, Map<String, String> metadata) {
    public NewDid {
        metadata = Map.copyOf(metadata);
    }

    /// A file without metadata.
    public static NewDid file(Did name, long bytes, Adler32 adler32) {
        return new NewDid(name, DidType.FILE, bytes, adler32, Map.of());
    }

    /// A dataset or container without metadata.
    public static NewDid collection(Did name, DidType type) {
        return new NewDid(name, type, 0, new Adler32(0), Map.of());
    }
}

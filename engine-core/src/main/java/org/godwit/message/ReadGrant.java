package org.godwit.message;

import java.util.List;
import org.godwit.model.Epoch;

/// The engine's permission for one agent to read files of another. The source agent serves nothing
/// else. It travels as a signed envelope inside [ToAgent.Orders] and is shown to the source agent
/// as it is.
public record ReadGrant(Epoch epoch, String reader, String source, List<File> files) {
    public ReadGrant {
        files = List.copyOf(files);
    }

    /// A file that may be read: numeric id, RSE, path within it, size in bytes.
    public record File(long did, String rse, String path, long bytes) {}
}

package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Optional;

/// A registration of the files that lie below a path of an RSE.
///
/// @param dataset they are attached to, 0 for none
/// @param prefix put before each file's name
/// @param nextSequence number of the report expected next
/// @param seen files reported so far, taken or not: where the agent resumes
/// @param endedAt when it was finished
public record ScanRow(
        int rse,
        String path,
        int scope,
        String prefix,
        long dataset,
        int account,
        long nextSequence,
        long seen,
        long files,
        long bytes,
        long problems,
        Instant createdAt,
        Optional<Instant> endedAt) {}

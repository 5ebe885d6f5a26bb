package org.godwit.transfer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AttemptKey;
import org.godwit.catalog.schema.AttemptRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.FailureClass;

/// How often each source has failed a request, as far back as attempts are kept. A file may have
/// several bad copies: to avoid only the one that failed last would go to and fro between two of
/// them for ever and never reach the good one.
final class SourceFailures {
    private SourceFailures() {}

    /// Failures by RSE, of attempts that the source may be to blame for.
    static Map<Integer, Integer> of(CatalogView view, ReplicaKey key, RequestRow request) {
        if (request.failures() == 0) {
            return Map.of();
        }
        Map<Integer, Integer> failures = new HashMap<>();
        try (Cursor<AttemptKey, AttemptRow> attempts =
                view.scan(
                        Tables.ATTEMPTS,
                        new AttemptKey(key.did(), key.rse(), request.generation(), 0),
                        new AttemptKey(key.did(), key.rse(), request.generation() + 1, 0))) {
            while (attempts.hasNext()) {
                AttemptRow attempt = attempts.next().getValue();
                if (mayBlameSource(attempt.failure())) {
                    failures.merge(attempt.source(), 1, Integer::sum);
                }
            }
        }
        return failures;
    }

    private static boolean mayBlameSource(Optional<FailureClass> failure) {
        return failure.isPresent()
                && switch (failure.get()) {
                    case SOURCE, NETWORK, INTEGRITY, REFUSED -> true;
                    case DESTINATION, SPACE, INTERNAL -> false;
                };
    }
}

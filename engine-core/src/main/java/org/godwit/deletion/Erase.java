package org.godwit.deletion;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.ErasureRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.RuleId;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Tree;
import org.godwit.rule.Rules;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Erases a DID after a while in which [Unerase] takes it back: until then nothing changes. What
/// lies below more than [#FILES_FREE] files goes only if their number was confirmed. Answers what
/// will go.
///
/// @param in how long from now; [#WINDOW] if absent
/// @param confirmed how many files the caller knows will go
public record Erase(Did did, String account, Optional<Duration> in, OptionalLong confirmed)
        implements Command<ErasureRow> {
    /// How long a DID can be taken back unless something else is said.
    public static final Duration WINDOW = Duration.ofHours(24);

    /// Files that go without their number being confirmed.
    public static final long FILES_FREE = 10_000;

    private static final long FILES_COUNTED_MAX = 100_000_000;
    private static final Duration WINDOW_MAX = Duration.ofDays(365);

    @Override
    public ErasureRow decide(Context context) {
        long id = Dids.id(context.tx(), did);
        Duration window = in.orElse(WINDOW);
        if (window.isNegative() || window.compareTo(WINDOW_MAX) > 0) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "give a time of 0 s to 365 days to take it back in");
        }
        for (RuleId rule : Rules.on(context.tx(), id)) {
            RuleRow row = Rules.row(context.tx(), rule);
            if (row.locked()) {
                throw new EngineException(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        "%s is held by the locked rule %s; unlock that first".formatted(did, rule));
            }
        }
        Count below = Tree.files(context.tx(), id, FILES_COUNTED_MAX);
        checkConfirmed(below);
        Instant due = context.now().plus(window);
        ErasureRow erasure =
                new ErasureRow(
                        due,
                        Accounts.id(context.tx(), account),
                        context.now(),
                        below.items(),
                        below.bytes());
        context.tx().put(Tables.ERASURES, id, erasure);
        return erasure;
    }

    private void checkConfirmed(Count below) {
        boolean many = below.items() > FILES_FREE;
        boolean right = confirmed.isPresent() && confirmed.getAsLong() == below.items();
        if ((many || confirmed.isPresent()) && !right) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "%s holds %d files; if all of them may go, say so with --yes-delete %d"
                            .formatted(did, below.items(), below.items()));
        }
    }
}

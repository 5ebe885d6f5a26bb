package org.godwit.registration;

import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ExpectedRow;
import org.godwit.catalog.schema.ScanItemKey;
import org.godwit.catalog.schema.ScanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.namespace.NewDid;
import org.godwit.namespace.NewDids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;

/// Registers the files that lie below a path of an RSE: the agent there reads each where it is, and
/// [RecordScanReport] takes in what it found. Without an agent the scan waits until one starts.
/// Answers its id.
///
/// @param path within the RSE; empty for all of it
/// @param prefix put before each file's name below the path; may be empty
/// @param dataset they are attached to, by its name in the scope; made if it is new
/// @param expected what is known of files, by their names below the path: each must be found, and
///   as it is said here
public record StartScan(
        String rse,
        String path,
        String scope,
        String prefix,
        Optional<String> dataset,
        Map<String, ExpectedRow> expected,
        String account)
        implements Command<Long> {
    /// Most expected files of one scan: they are written in one change set.
    public static final int EXPECTED_MAX = 100_000;

    public StartScan {
        expected = Map.copyOf(expected);
    }

    @Override
    public Long decide(Context context) {
        if (!path.isEmpty()) {
            StoragePath.check(path);
        }
        if (!prefix.isEmpty()) {
            new Did(scope, prefix + "x"); // refuses a prefix that no name can begin with
        }
        if (expected.size() > EXPECTED_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "%,d expected files, at most %,d fit; register sub-directories one by one"
                            .formatted(expected.size(), EXPECTED_MAX));
        }
        expected.keySet().forEach(StoragePath::check);
        if (Scans.open(context.tx()).size() >= Scans.OPEN_MAX) {
            throw new EngineException(
                    ErrorCode.OVERLOADED,
                    Scans.OPEN_MAX + " registrations are under way; wait until some have ended");
        }
        int owner = Accounts.id(context.tx(), account);
        int scopeId = Dids.scopeId(context.tx(), scope);
        ScanRow scan =
                new ScanRow(
                        Rses.id(context.tx(), rse),
                        path,
                        scopeId,
                        prefix,
                        dataset.map(name -> dataset(context, name, owner)).orElse(0L),
                        owner,
                        0,
                        0,
                        0,
                        0,
                        0,
                        context.now(),
                        Optional.empty());
        // An agent may still report on a scan that a restored catalogue knows nothing of.
        long id = context.index();
        context.tx().put(Tables.SCANS, id, scan);
        expected.forEach((name, row) ->
                context.tx().put(Tables.SCAN_EXPECTED, new ScanItemKey(id, name), row));
        Scans.serving(context.tx(), scan.rse())
                .ifPresent(agent -> Scans.order(context, agent, id, scan));
        return id;
    }

    private long dataset(Context context, String name, int owner) {
        Did did = new Did(scope, name);
        long id = NewDids.add(context, NewDid.collection(did, DidType.DATASET), owner);
        DidRow row = Dids.row(context.tx(), id);
        if (!row.open()) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    did + " is closed; reopen it or register into another dataset");
        }
        return id;
    }
}

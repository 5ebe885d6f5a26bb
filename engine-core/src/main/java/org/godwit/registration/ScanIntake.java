package org.godwit.registration;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.godwit.catalog.schema.ExpectedRow;
import org.godwit.catalog.schema.ScanItemKey;
import org.godwit.catalog.schema.ScanRow;
import org.godwit.catalog.schema.ScopeRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.content.Attachments;
import org.godwit.decision.Context;
import org.godwit.message.FromAgent;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.namespace.Dids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Works one report of a scan into the catalogue. For one decision.
final class ScanIntake {
    private final Context context;
    private final long id;
    private final ScanRow scan;
    private final String scope;
    private final NewReplicas replicas;
    private long files;
    private long bytes;
    private long problems;

    ScanIntake(Context context, long id, ScanRow scan) {
        this.context = context;
        this.id = id;
        this.scan = scan;
        this.replicas = new NewReplicas(context, scan.account());
        this.scope =
                context.tx().get(Tables.SCOPES, scan.scope()).map(ScopeRow::name).orElseThrow();
    }

    /// Answers how many files were registered.
    ///
    /// @param end number of the file that comes next
    int take(FromAgent.ScanReport report, long end) {
        Set<Long> dids = new TreeSet<>();
        for (FromAgent.ScannedFile file : report.files()) {
            register(file).ifPresent(dids::add);
        }
        report.problems().forEach(problem -> problem(problem.path(), problem.reason()));
        attach(dids);
        if (report.finished()) {
            missed();
        }
        context.tx()
                .put(
                        Tables.SCANS,
                        id,
                        new ScanRow(
                                scan.rse(),
                                scan.path(),
                                scan.scope(),
                                scan.prefix(),
                                scan.dataset(),
                                scan.account(),
                                report.sequence() + 1,
                                end,
                                scan.files() + files,
                                scan.bytes() + bytes,
                                scan.problems() + problems,
                                scan.createdAt(),
                                report.finished() ? Optional.of(context.now()) : Optional.empty()));
        replicas.tell();
        return Math.toIntExact(files);
    }

    private Optional<Long> register(FromAgent.ScannedFile file) {
        try {
            checkExpected(file);
            Did name = new Did(scope, scan.prefix() + file.name());
            long did =
                    replicas.add(
                            scan.rse(),
                            new NewReplica(
                                    name, file.bytes(), file.adler32(), Optional.of(file.path())));
            files++;
            bytes += file.bytes();
            return Optional.of(did);
        } catch (EngineException refusal) {
            if (refusal.code().blame() != ErrorCode.Blame.USER) {
                throw refusal;
            }
            problem(file.path(), String.valueOf(refusal.getMessage()));
            return Optional.empty();
        }
    }

    private void checkExpected(FromAgent.ScannedFile file) {
        ScanItemKey key = new ScanItemKey(id, file.name());
        Optional<ExpectedRow> found = context.tx().get(Tables.SCAN_EXPECTED, key);
        context.tx().delete(Tables.SCAN_EXPECTED, key);
        if (found.isEmpty()) {
            return;
        }
        ExpectedRow expected = found.get();
        if (expected.bytes().isPresent() && expected.bytes().get() != file.bytes()) {
            throw new EngineException(
                    ErrorCode.FILE_CONSISTENCY_MISMATCH,
                    "it has %d bytes, %d were expected; it is not registered"
                            .formatted(file.bytes(), expected.bytes().get()));
        }
        if (expected.adler32().isPresent() && expected.adler32().get() != file.adler32().value()) {
            throw new EngineException(
                    ErrorCode.FILE_CONSISTENCY_MISMATCH,
                    "its Adler-32 is %s, %s was expected; it is not registered"
                            .formatted(file.adler32(), new Adler32(expected.adler32().get())));
        }
    }

    private void attach(Set<Long> dids) {
        if (scan.dataset() == 0 || dids.isEmpty()) {
            return;
        }
        try {
            Attachments.attach(context, scan.dataset(), dids, Attachments.Duplicates.PASSED_OVER);
        } catch (EngineException refusal) {
            if (refusal.code().blame() != ErrorCode.Blame.USER) {
                throw refusal;
            }
            for (long did : dids) {
                problem(
                        Dids.row(context.tx(), did).name(),
                        "registered but not attached: " + refusal.getMessage());
            }
        }
    }

    /// What was expected and did not come up.
    private void missed() {
        for (Map.Entry<ScanItemKey, ExpectedRow> row :
                Scans.items(context.tx(), Tables.SCAN_EXPECTED, id, StartScan.EXPECTED_MAX)) {
            context.tx().delete(Tables.SCAN_EXPECTED, row.getKey());
            problem(row.getKey().name(), "it was expected but is not there");
        }
    }

    private void problem(String path, String reason) {
        ScanItemKey key = new ScanItemKey(id, path);
        if (context.tx().get(Tables.SCAN_PROBLEMS, key).isEmpty()) {
            problems++;
        }
        context.tx().put(Tables.SCAN_PROBLEMS, key, reason);
    }
}

package org.godwit.registration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.godwit.content.Attachments;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.NewDid;
import org.godwit.namespace.NewDids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;

/// Takes a part of a list of replicas that exist: each line for itself, so that one that is wrong
/// does not keep the others out. The same lines again change nothing. Files are attached to their
/// datasets after all of the part are there.
public record AddLines(List<ReplicaLine> lines, String account) implements Command<AddLines.Taken> {
    /// Most lines of one decision: what keeps other commands' wait at some ten milliseconds.
    public static final int LINES_MAX = 1_000;

    public AddLines {
        lines = List.copyOf(lines);
    }

    /// What became of the lines.
    ///
    /// @param replicas that were not there before
    /// @param attached files that their dataset did not hold before
    /// @param refused what was wrong with lines, by their place in the part
    public record Taken(int replicas, int attached, Map<Integer, EngineException> refused) {
        public Taken {
            refused = Map.copyOf(refused);
        }
    }

    @Override
    public Taken decide(Context context) {
        if (lines.isEmpty() || lines.size() > LINES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    lines.size() + " lines at a time: give 1 to " + LINES_MAX);
        }
        return new Work(context, Accounts.id(context.tx(), account)).take(lines);
    }

    /// One decision's work.
    private static final class Work {
        private final Context context;
        private final int account;
        private final NewReplicas replicas;
        private final Map<String, Integer> rses = new HashMap<>();
        private final Map<Did, Long> datasets = new HashMap<>();
        private final Map<Integer, EngineException> refused = new TreeMap<>();

        Work(Context context, int account) {
            this.context = context;
            this.account = account;
            this.replicas = new NewReplicas(context, account);
        }

        Taken take(List<ReplicaLine> lines) {
            Map<Did, Map<Long, Integer>> contents = new HashMap<>();
            for (int i = 0; i < lines.size(); i++) {
                ReplicaLine line = lines.get(i);
                int number = i;
                attempt(
                        List.of(number),
                        () -> {
                            long file = file(line);
                            line.dataset()
                                    .ifPresent(dataset ->
                                            contents.computeIfAbsent(dataset, _ -> new TreeMap<>())
                                                    .put(file, number));
                        });
            }
            int[] attached = {0};
            contents.forEach((dataset, files) ->
                    attempt(
                            new ArrayList<>(files.values()),
                            () -> attached[0] += attach(dataset, files.keySet())));
            replicas.tell();
            return new Taken(replicas.added(), attached[0], refused);
        }

        private long file(ReplicaLine line) {
            NewReplica replica =
                    new NewReplica(line.file(), line.bytes(), line.adler32(), line.path());
            List<Integer> places = line.rses().stream().map(this::rseId).toList();
            if (places.size() > 1) {
                places.forEach(rse -> replicas.require(rse, replica));
            }
            long file = 0;
            for (int rse : places) {
                file = replicas.add(rse, replica);
            }
            return file;
        }

        private int attach(Did dataset, Set<Long> files) {
            long parent =
                    datasets.computeIfAbsent(
                            dataset,
                            name ->
                                    NewDids.add(
                                            context,
                                            NewDid.collection(name, DidType.DATASET),
                                            account));
            return Attachments.attach(
                    context, parent, new TreeSet<>(files), Attachments.Duplicates.PASSED_OVER);
        }

        private int rseId(String rse) {
            return rses.computeIfAbsent(rse, name -> Rses.id(context.tx(), name));
        }

        private void attempt(List<Integer> places, Runnable step) {
            try {
                step.run();
            } catch (EngineException refusal) {
                if (refusal.code().blame() != ErrorCode.Blame.USER) {
                    throw refusal;
                }
                places.forEach(place -> refused.put(place, refusal));
            }
        }
    }
}

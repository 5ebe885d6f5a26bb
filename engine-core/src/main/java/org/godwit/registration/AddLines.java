package org.godwit.registration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

    /// A file to be attached.
    ///
    /// @param line by its place in the part
    /// @param isNew whether it came to be by this part
    private record Entry(int line, boolean isNew) {
        Entry again(Entry later) {
            return new Entry(later.line, isNew);
        }
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
            Map<Did, Map<Long, Entry>> contents = new HashMap<>();
            for (int i = 0; i < lines.size(); i++) {
                ReplicaLine line = lines.get(i);
                int number = i;
                attempt(
                        List.of(number),
                        () -> {
                            NewDids.Added file = file(line);
                            Entry entry = new Entry(number, file.isNew());
                            line.dataset()
                                    .ifPresent(dataset ->
                                            contents.computeIfAbsent(dataset, _ -> new TreeMap<>())
                                                    .merge(file.id(), entry, Entry::again));
                        });
            }
            int[] attached = {0};
            contents.forEach((dataset, files) ->
                    attempt(
                            files.values().stream().map(Entry::line).toList(),
                            () -> attached[0] += attach(dataset, files)));
            replicas.tell();
            return new Taken(replicas.added(), attached[0], refused);
        }

        private NewDids.Added file(ReplicaLine line) {
            return replicas.add(
                    line.rses().stream().map(this::rseId).distinct().toList(),
                    new NewReplica(line.file(), line.bytes(), line.adler32(), line.path()));
        }

        private int attach(Did dataset, Map<Long, Entry> files) {
            long parent =
                    datasets.computeIfAbsent(
                            dataset,
                            name ->
                                    NewDids.add(
                                            context,
                                            NewDid.collection(name, DidType.DATASET),
                                            account));
            Set<Long> fresh =
                    files.entrySet().stream()
                            .filter(file -> file.getValue().isNew())
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toSet());
            return Attachments.attach(
                    context,
                    parent,
                    files.keySet(),
                    Attachments.Duplicates.PASSED_OVER,
                    fresh::contains);
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

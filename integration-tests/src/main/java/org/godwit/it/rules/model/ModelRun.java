package org.godwit.it.rules.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.MemoryCatalog;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.Tables;
import org.godwit.content.Attach;
import org.godwit.content.Attachments;
import org.godwit.content.Detach;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Decided;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.Epoch;
import org.godwit.model.Grouping;
import org.godwit.model.RseType;
import org.godwit.model.RuleId;
import org.godwit.namespace.AddDids;
import org.godwit.namespace.Initialise;
import org.godwit.namespace.NewDid;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.rule.AddRule;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.MoveLimits;
import org.godwit.rule.MoveLocks;
import org.godwit.rule.PlanRuleChunk;
import org.godwit.rule.ReviewRules;
import org.godwit.rule.RuleSpec;
import org.godwit.rule.Rules;
import org.godwit.runtime.EngineException;
import org.godwit.topology.AddRse;
import org.godwit.topology.AddSite;
import org.godwit.topology.SetRseAttribute;

/// One run: random commands to both, then the comparison. The seed decides all of it.
public final class ModelRun {
    private static final int STEPS = 60;
    private static final int FILES = 8;
    private static final String SCOPE = "model";
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final MoveLimits LIMITS = new MoveLimits(100_000, 100_000);
    private static final List<String> DATASETS = List.of("d0", "d1", "d2");
    private static final List<String> CONTAINERS = List.of("c0", "c1");
    private static final List<String> RSES = List.of("A1", "A2", "B1", "B2", "C1");
    private static final List<List<String>> SPREADS =
            List.of(
                    List.of("zone=a"),
                    List.of("zone=b"),
                    List.of("zone=a", "zone=b"),
                    List.of("tier=1"),
                    List.of("tier=1", "zone=c"),
                    List.of("tier=1&zone=a", "zone=b"));

    private final MemoryCatalog catalog = new MemoryCatalog();
    private final RuleModel model = new RuleModel();
    private final SplittableRandom random;
    private final Map<String, RuleId> ids = new HashMap<>();
    private int commands;

    public ModelRun(long seed) {
        random = new SplittableRandom(seed);
    }

    /// Commands that were not refused, so far.
    public int commands() {
        return commands;
    }

    /// Runs; answers the first way in which engine and model differ.
    public Optional<String> difference() {
        prepare();
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        bringToRest();
        Optional<String> difference = new Comparison(catalog.latest(), model, ids).difference();
        if (difference.isPresent()) {
            return difference;
        }
        arriveEverywhere();
        bringToRest();
        return new Comparison(catalog.latest(), model, ids).difference();
    }

    private void prepare() {
        run(new Initialise(List.of("root"), List.of(SCOPE)));
        for (String rse : RSES) {
            String zone = rse.substring(0, 1).toLowerCase(java.util.Locale.ROOT);
            Map<String, String> attributes =
                    Map.of("zone", zone, "tier", Integer.toString(1 + random.nextInt(2)));
            run(new AddSite(rse, ""));
            run(new AddRse(rse, rse, RseType.DISK, true, attributes));
            model.rse(rse, attributes);
        }
        run(collections(DATASETS, DidType.DATASET));
        run(collections(CONTAINERS, DidType.CONTAINER));
        for (int i = 0; i < FILES; i++) {
            arrive("f" + i, pick(RSES));
        }
    }

    private static AddDids collections(List<String> names, DidType type) {
        return new AddDids(
                names.stream().map(name -> NewDid.collection(did(name), type)).toList(), "root");
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> attach(pick(DATASETS), pick(new ArrayList<>(model.files())));
            case 3 -> detach(pick(DATASETS), pick(new ArrayList<>(model.files())));
            case 4 -> attach(pick(CONTAINERS), pick(collections()));
            case 5 -> detach(pick(CONTAINERS), pick(collections()));
            case 6, 7 -> addRule();
            case 8 -> deleteRule();
            case 9, 10 -> arrive(pick(new ArrayList<>(model.files())), pick(RSES));
            default -> change(pick(RSES));
        }
    }

    private static List<String> collections() {
        List<String> all = new ArrayList<>(DATASETS);
        all.addAll(CONTAINERS);
        return all;
    }

    private void attach(String parent, String child) {
        attempt(() ->
                        run(
                                new Attach(
                                        did(parent),
                                        List.of(did(child)),
                                        Attachments.Duplicates.REFUSED)))
                .ifPresent(_ -> model.attach(parent, child));
    }

    private void detach(String parent, String child) {
        attempt(() -> run(new Detach(did(parent), List.of(did(child)))))
                .ifPresent(_ -> model.detach(parent, child));
    }

    private void addRule() {
        List<String> terms = pick(SPREADS);
        RuleModel.Rule rule =
                new RuleModel.Rule(
                        random.nextInt(4) == 0 ? "f" + random.nextInt(3) : pick(collections()),
                        terms.size() + random.nextInt(2),
                        terms,
                        random.nextInt(4) == 0 ? Optional.of("zone") : Optional.empty(),
                        pick(List.of(Grouping.values())));
        attempt(() -> run(new AddRule(List.of(did(rule.did())), List.of(spec(rule)), "root")))
                .map(List::getFirst)
                .ifPresent(id -> {
                    ids.put(id.toString(), id);
                    model.add(id.toString(), rule);
                });
    }

    private static RuleSpec spec(RuleModel.Rule rule) {
        return new RuleSpec(
                rule.copies(),
                rule.expression(),
                rule.distinct(),
                rule.grouping(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                3,
                false,
                false,
                false,
                Optional.empty());
    }

    private void deleteRule() {
        if (!ids.isEmpty()) {
            String name = pick(ids.keySet().stream().sorted().toList());
            run(new DeleteRule(Objects.requireNonNull(ids.remove(name))));
            model.remove(name);
        }
    }

    private void arrive(String file, String rse) {
        NewReplica replica = new NewReplica(did(file), 100, new Adler32(1), Optional.empty());
        run(new AddReplicas(rse, List.of(replica), "root"));
        model.replica(file, rse);
    }

    private void change(String rse) {
        String tier = Integer.toString(1 + random.nextInt(2));
        run(new SetRseAttribute(rse, "tier", tier));
        model.attribute(rse, "tier", tier);
        follow();
    }

    /// As the agenda does after RSEs have changed.
    private void follow() {
        Optional<RuleId> reached = run(new ReviewRules(Optional.empty()));
        while (reached.isPresent()) {
            reached = run(new ReviewRules(reached));
        }
        bringToRest();
    }

    private void bringToRest() {
        for (RuleId rule : Rules.toPlan(catalog.latest())) {
            boolean more = true;
            while (more) {
                more = run(new PlanRuleChunk(rule));
            }
        }
        MoveLocks.Progress progress = MoveLocks.Progress.MORE;
        while (progress == MoveLocks.Progress.MORE) {
            progress = run(new MoveLocks(LIMITS));
        }
    }

    /// As if every transfer had come to its end.
    private void arriveEverywhere() {
        for (int round = 0; round < 2; round++) {
            for (String file : model.files()) {
                for (String rse : RSES) {
                    if (Comparison.isRequested(catalog.latest(), file, rse)) {
                        arrive(file, rse);
                    }
                }
            }
            bringToRest();
        }
    }

    private <T> Optional<T> attempt(Supplier<T> action) {
        try {
            return Optional.of(action.get());
        } catch (EngineException _) {
            return Optional.empty(); // refused, so nothing has changed
        }
    }

    private <R> R run(Command<R> command) {
        Transaction tx = new Transaction(catalog.latest());
        long index = catalog.lastIndex() + 1;
        Context context =
                new Context(tx, BEGIN.plusSeconds(commands), random, new Epoch(1, 1), index);
        Decided<R> decided = Decided.by(command, context);
        if (!decided.changes().isEmpty()) {
            catalog.apply(
                            new ChangeSet(
                                    index,
                                    context.epoch(),
                                    Tables.SCHEMA_VERSION,
                                    context.now(),
                                    decided.changes()))
                    .join();
        }
        commands++;
        return decided.answer();
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    static Did did(String name) {
        return new Did(SCOPE, name);
    }
}

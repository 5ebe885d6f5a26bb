package org.godwit.it.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.content.Attach;
import org.godwit.content.Attachments;
import org.godwit.content.Detach;
import org.godwit.decision.Command;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.Grouping;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.godwit.namespace.AddDids;
import org.godwit.namespace.Dids;
import org.godwit.namespace.NewDid;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.registration.StartScan;
import org.godwit.rule.AddRule;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.Limits;
import org.godwit.rule.RetryRule;
import org.godwit.rule.RuleSpec;
import org.godwit.rule.SetLimit;
import org.godwit.rule.UpdateRule;
import org.godwit.rule.language.Lifetime;
import org.godwit.topology.StoragePath;
import org.jspecify.annotations.Nullable;

/// People at work: they register files, gather them in datasets, add, change and remove rules. Some
/// commands are refused, as in life; of each one that is acknowledged a promise is kept.
final class Users {
    static final String SCOPE = "sim";

    /// Where files lie that scans are to register.
    static final String INCOMING = "incoming/";

    private static final String ACCOUNT = "root";

    /// Accounts with limits; the other one knows none.
    static final List<String> LIMITED = List.of("alice", "bob");

    private static final int DATASETS = 4;
    private static final int RULES_MAX = 12;
    private static final List<String> ACTIVITIES = List.of("Production", "User Subscriptions");

    private static final List<String> EXPRESSIONS = List.of("tier=1", "country=FR|country=US");

    private final World world;
    private final Chance chance;
    private final List<String> files = new ArrayList<>();
    private final List<String> datasets = new ArrayList<>();
    private final Set<RuleId> rules = new TreeSet<>();
    private int scans;
    private final Set<String> busy = new HashSet<>();

    Users(World world) {
        this.world = world;
        this.chance = Chance.of(world.options().seed(), "users");
    }

    /// What is there when the day begins: files at some RSEs, in datasets, and first rules.
    void prepare() {
        List<NewDid> collections = new ArrayList<>();
        for (int i = 0; i < DATASETS; i++) {
            datasets.add("night-" + i);
            collections.add(NewDid.collection(did("night-" + i), DidType.DATASET));
        }
        collections.add(NewDid.collection(did("run"), DidType.CONTAINER));
        datasets.add("run");
        ask("collections", new AddDids(collections, ACCOUNT), _ -> {});
        attach("run", List.of("night-0", "night-1"));
        for (int i = 0; i < world.options().files(); i++) {
            String file = register();
            attach(chance.of(datasets.subList(0, DATASETS)), List.of(file));
        }
        liftLimits();
        addRule();
        addRule();
        scan();
    }

    /// Goes on until the day ends.
    void work() {
        world.timeline()
                .in(
                        chance.about(world.options().operationsEvery()),
                        () -> {
                            if (!world.isCalm()) {
                                something();
                                work();
                            }
                        });
    }

    private void something() {
        if (world.options().reaping() && chance.with(0.3)) {
            whim();
            return;
        }
        if (chance.with(0.15)) {
            setLimit();
            return;
        }
        switch (chance.between(0, 9)) {
            case 0, 1, 2 -> addRule();
            case 3, 4 -> removeRule();
            case 5 -> {
                if (chance.with(0.7)) {
                    changeRule();
                } else {
                    retryRule();
                }
            }
            case 6 -> detach();
            case 7 -> {
                if (chance.with(0.5)) {
                    register();
                } else {
                    scan();
                }
            }
            case 8 -> {
                String dataset = chance.of(datasets.subList(0, DATASETS));
                if (chance.with(0.5)) {
                    attach("run", List.of(dataset));
                } else {
                    content("run", dataset, false, new Detach(did("run"), List.of(did(dataset))));
                }
            }
            default -> attach(chance.of(datasets.subList(0, DATASETS)), List.of(chance.of(files)));
        }
    }

    /// Puts a new file on some disk and says so. Answers its name.
    private String register() {
        String name = "dir %d/exposé-%d.fits".formatted(files.size() % 3, files.size());
        long bytes = chance.with(0.1) ? 0 : chance.between(1L, 5_000_000_000L);
        Content content = new Content(bytes, new Adler32(chance.between(1, Integer.MAX_VALUE - 1)));
        String path = StoragePath.hash(did(name));
        files.add(name);
        world.truth().belongs(path, content);
        declare(name, path, content);
        if (chance.with(0.3)) {
            declare(name, path, content);
        }
        return name;
    }

    /// Has files registered that lie below a path of an RSE already.
    private void scan() {
        String rse = chance.of(world.rseNames());
        String path = INCOMING + scans++;
        for (int i = chance.between(0, 5); i > 0; i--) {
            String name = path + "/" + i + ".fits";
            Content content =
                    new Content(
                            chance.between(0L, 1_000_000_000L),
                            new Adler32(chance.between(1, Integer.MAX_VALUE - 1)));
            world.truth().belongs(name, content);
            world.truth().belongs(StoragePath.hash(did(name)), content);
            world.disk(rse).place(name, content);
        }
        ask(
                "scan of " + path,
                new StartScan(
                        rse,
                        path,
                        SCOPE,
                        path + "/",
                        Optional.of(chance.of(datasets.subList(0, DATASETS))),
                        Map.of(),
                        ACCOUNT),
                id ->
                        world.checker()
                                .promises()
                                .make(
                                        "scan of " + path,
                                        true,
                                        view -> view.get(Tables.SCANS, id).isPresent()));
    }

    private void declare(String name, String path, Content content) {
        String rse = chance.of(world.rseNames());
        world.disk(rse).place(path, content);
        NewReplica replica =
                new NewReplica(did(name), content.bytes(), content.adler32(), Optional.empty());
        String fact = name + " at " + rse;
        ask(
                fact,
                new AddReplicas(rse, List.of(replica), ACCOUNT),
                _ ->
                        world.checker()
                                .promises()
                                .make(fact, true, view -> isAvailable(view, name, rse, content)));
    }

    private boolean isAvailable(CatalogView view, String name, String rse, Content content) {
        Optional<Long> id = Dids.find(view, did(name));
        if (id.isEmpty()) {
            return false;
        }
        DidRow row = Dids.row(view, id.get());
        if (world.options().reaping()) {
            return row.bytes() == content.bytes() && row.adler32() == content.adler32().value();
        }
        ReplicaKey key = new ReplicaKey(id.get(), view.get(Tables.RSE_BY_NAME, rse).orElseThrow());
        // One that transfers have found corrupt is declared bad, but never forgotten.
        boolean doubted = view.get(Tables.BAD_REPLICAS, key).isPresent();
        return row.bytes() == content.bytes()
                && row.adler32() == content.adler32().value()
                && view.get(Tables.REPLICAS, key)
                        .filter(replica -> doubted || replica.state() == ReplicaState.AVAILABLE)
                        .isPresent();
    }

    private void attach(String parent, List<String> children) {
        content(
                parent,
                children.getFirst(),
                true,
                new Attach(
                        did(parent),
                        children.stream().map(Users::did).toList(),
                        Attachments.Duplicates.PASSED_OVER));
        children.stream().skip(1).forEach(child -> attach(parent, List.of(child)));
    }

    private void detach() {
        String parent = chance.of(datasets.subList(0, DATASETS));
        String child = chance.of(files);
        content(parent, child, false, new Detach(did(parent), List.of(did(child))));
    }

    private void content(String parent, String child, boolean there, Command<Integer> command) {
        String fact = child + " in " + parent;
        ask(
                fact,
                command,
                _ ->
                        world.checker()
                                .promises()
                                .make(fact, there, view -> holds(view, parent, child)));
    }

    private static boolean holds(CatalogView view, String parent, String child) {
        Optional<Long> above = Dids.find(view, did(parent));
        Optional<Long> below = Dids.find(view, did(child));
        return above.isPresent()
                && below.isPresent()
                && view.get(Tables.CONTENTS, new ContentKey(above.get(), below.get())).isPresent();
    }

    private void addRule() {
        if (rules.size() >= RULES_MAX) {
            return;
        }
        String on = chance.with(0.2) ? chance.of(files) : chance.of(datasets);
        String account = chance.with(0.5) ? ACCOUNT : chance.of(LIMITED);
        AddRule command = new AddRule(List.of(did(on)), List.of(spec()), account);
        ask(
                "",
                command,
                added -> {
                    for (RuleId rule : added) {
                        rules.add(rule);
                        promiseRule(rule, true);
                    }
                });
    }

    /// Somebody wants one of a few files at one of two places for some minutes, over and over: what
    /// has just been deleted there is made anew, and deleted again.
    private void whim() {
        whim(
                chance.of(files.subList(0, 3)),
                chance.of(world.rseNames().subList(0, 2)),
                chance.between(1, 5));
    }

    private void whim(String file, String rse, int times) {
        Lifetime minutes =
                new Lifetime.For(chance.between(Duration.ofSeconds(20), Duration.ofMinutes(4)));
        RuleSpec spec = spec(1, rse, Optional.of(minutes));
        ask("", new AddRule(List.of(did(file)), List.of(spec), ACCOUNT), _ -> {});
        if (times > 1 && !world.isCalm()) {
            world.timeline()
                    .in(chance.about(Duration.ofMinutes(5)), () -> whim(file, rse, times - 1));
        }
    }

    /// An account may hold less, or more, at an RSE or at several together.
    private void setLimit() {
        long bytes = chance.with(0.3) ? Limits.INFINITE : chance.between(0L, 30_000_000_000L);
        SetLimit.Where where =
                chance.with(0.5)
                        ? new SetLimit.Where.AtRse(chance.of(world.rseNames()))
                        : new SetLimit.Where.AtRses(chance.of(EXPRESSIONS));
        ask("", new SetLimit(chance.of(LIMITED), where, Optional.of(bytes)), _ -> {});
    }

    /// Everybody may hold anything.
    void liftLimits() {
        if (world.engines().serving() == null) {
            world.timeline().in(Duration.ofMinutes(1), this::liftLimits);
            return;
        }
        for (String account : LIMITED) {
            world.rseNames().forEach(rse -> lift(account, new SetLimit.Where.AtRse(rse)));
            EXPRESSIONS.forEach(rses -> lift(account, new SetLimit.Where.AtRses(rses)));
        }
    }

    private void lift(String account, SetLimit.Where where) {
        ask("", new SetLimit(account, where, Optional.of(Limits.INFINITE)), _ -> {});
    }

    private RuleSpec spec() {
        List<String> rses = world.rseNames();
        String one = chance.of(rses);
        String other = chance.of(rses.stream().filter(rse -> !rse.equals(one)).toList());
        String expression =
                chance.of(List.of(one, one + "+" + other, "tier=1", "country=FR|country=US", "*"));
        return spec(
                expression.contains("+") ? 2 : chance.between(1, expression.equals("*") ? 3 : 1),
                expression,
                Optional.empty());
    }

    private RuleSpec spec(int copies, String expression, Optional<Lifetime> lifetime) {
        return new RuleSpec(
                copies,
                expression,
                Optional.empty(),
                chance.of(List.of(Grouping.values())),
                Optional.empty(),
                lifetime,
                Optional.empty(),
                Optional.of(chance.of(ACTIVITIES)),
                chance.between(1, 5),
                false,
                false,
                false,
                Optional.empty());
    }

    private void removeRule() {
        if (rules.isEmpty()) {
            return;
        }
        RuleId rule = chance.of(List.copyOf(rules));
        rules.remove(rule);
        if (chance.with(0.5)) {
            // Whoever asks an engine that was replaced is told something that counts for nothing.
            for (var engine : world.engines().deposed()) {
                var _ = engine.submit(new DeleteRule(rule));
            }
        }
        ask("rule " + rule, new DeleteRule(rule), gone -> promiseRule(rule, !gone));
    }

    private void changeRule() {
        if (rules.isEmpty()) {
            return;
        }
        RuleId rule = chance.of(List.copyOf(rules));
        boolean ends = chance.with(0.3);
        Optional<UpdateRule.End> end =
                ends
                        ? Optional.of(
                                new UpdateRule.End.In(
                                        chance.between(Duration.ofMinutes(1), Duration.ofHours(8))))
                        : Optional.empty();
        if (ends) {
            rules.remove(rule);
        }
        ask(
                "rule " + rule,
                new UpdateRule(
                        rule,
                        end,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(chance.between(1, 5)),
                        Optional.empty()),
                _ -> {
                    if (!ends) {
                        promiseRule(rule, true);
                    }
                });
    }

    private void retryRule() {
        if (!rules.isEmpty()) {
            ask("", new RetryRule(chance.of(List.copyOf(rules))), _ -> {});
        }
    }

    private void promiseRule(RuleId rule, boolean there) {
        world.checker()
                .promises()
                .make("rule " + rule, there, view -> view.get(Tables.RULES, rule).isPresent());
    }

    /// Sends a command to the engine, if there is one, and waits for the answer; only one command
    /// about a fact is under way at a time.
    private <R> void ask(String fact, Command<R> command, Consumer<R> acknowledged) {
        @Nullable SimEngine engine = world.engines().serving();
        if (engine == null || (!fact.isEmpty() && !busy.add(fact))) {
            return;
        }
        world.checker().promises().withdraw(fact);
        CompletableFuture<R> answer = engine.submit(command);
        CompletableFuture<Void> _ =
                answer.handle((result, refusal) -> {
                    busy.remove(fact);
                    if (world.engines().isRuling(engine)) {
                        world.trace()
                                .line(() ->
                                        "users: "
                                                + command.getClass().getSimpleName()
                                                + " "
                                                + fact
                                                + (refusal == null
                                                        ? " done"
                                                        : " " + refusal.getMessage()));
                        if (refusal == null) {
                            acknowledged.accept(result);
                        }
                    }
                    return null;
                });
        // An engine that dies answers no more.
        world.timeline().in(Duration.ofHours(1), () -> busy.remove(fact));
    }

    private static Did did(String name) {
        return new Did(SCOPE, name);
    }
}

package org.godwit.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.content.Attach;
import org.godwit.content.Attachments;
import org.godwit.content.Detach;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.RseType;
import org.godwit.model.RuleId;
import org.godwit.namespace.AddDids;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Initialise;
import org.godwit.namespace.NewDid;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.rule.AddRule;
import org.godwit.rule.PlanRuleChunk;
import org.godwit.rule.RuleSpec;
import org.godwit.rule.Rules;
import org.godwit.topology.AddRse;
import org.godwit.topology.AddSite;
import org.godwit.topology.Rses;

/// A small world for tests of decisions: sites and RSEs, a scope `demo`, and short ways to say what
/// they do.
public final class Grid {
    private final DecisionFixture fixture = new DecisionFixture();

    /// With sites FR, US and UK: two RSEs in FR, one each in US and UK.
    public Grid() {
        fixture.run(new Initialise(List.of("admin"), List.of("demo")));
        for (String site : List.of("FR", "US", "UK")) {
            fixture.run(new AddSite(site, site.equals("UK") ? "GB" : site));
        }
        rse("FR-DISK", "FR", Map.of("tier", "1"));
        rse("FR-SCRATCH", "FR", Map.of());
        rse("US-DISK", "US", Map.of("tier", "1"));
        rse("UK-DISK", "UK", Map.of("tier", "2"));
    }

    public DecisionFixture fixture() {
        return fixture;
    }

    /// Adds a deterministic disk RSE.
    public void rse(String name, String site, Map<String, String> attributes) {
        fixture.run(new AddRse(name, site, RseType.DISK, true, attributes));
    }

    public static Did did(String name) {
        return new Did("demo", name);
    }

    public long id(String name) {
        return Dids.id(fixture.view(), did(name));
    }

    /// Adds empty datasets.
    public void datasets(String... names) {
        collections(DidType.DATASET, names);
    }

    /// Adds empty containers.
    public void containers(String... names) {
        collections(DidType.CONTAINER, names);
    }

    private void collections(DidType type, String... names) {
        fixture.run(
                new AddDids(
                        java.util.Arrays.stream(names)
                                .map(name -> NewDid.collection(did(name), type))
                                .toList(),
                        "root"));
    }

    /// Adds files of 100 bytes with replicas at an RSE, as `prefix0`, `prefix1`, … and answers
    /// their names.
    public List<Did> files(String rse, String prefix, int count) {
        List<Did> names = IntStream.range(0, count).mapToObj(i -> did(prefix + i)).toList();
        for (int from = 0; from < count; from += AddReplicas.REPLICAS_MAX) {
            List<NewReplica> replicas =
                    names.subList(from, Math.min(count, from + AddReplicas.REPLICAS_MAX)).stream()
                            .map(name ->
                                    new NewReplica(name, 100, new Adler32(1), Optional.empty()))
                            .toList();
            fixture.run(new AddReplicas(rse, replicas, "root"));
        }
        return names;
    }

    /// Attaches by names of the scope.
    public void attach(String parent, String... children) {
        attach(parent, java.util.Arrays.stream(children).map(Grid::did).toList());
    }

    /// Attaches any number.
    public void attach(String parent, List<Did> children) {
        for (int from = 0; from < children.size(); from += Attachments.CHILDREN_MAX) {
            fixture.run(
                    new Attach(
                            did(parent),
                            children.subList(
                                    from,
                                    Math.min(children.size(), from + Attachments.CHILDREN_MAX)),
                            Attachments.Duplicates.REFUSED));
        }
    }

    public void detach(String parent, String... children) {
        fixture.run(
                new Detach(did(parent), java.util.Arrays.stream(children).map(Grid::did).toList()));
    }

    public RuleId rule(String did, RuleSpec spec) {
        return fixture.run(new AddRule(List.of(did(did)), List.of(spec), "root")).getFirst();
    }

    public RuleRow row(RuleId rule) {
        return Rules.row(fixture.view(), rule);
    }

    /// Names of the RSEs where a rule locks a file, in order.
    public List<String> locked(RuleId rule, String file) {
        long did = id(file);
        List<String> names = new ArrayList<>();
        try (Cursor<LockKey, LockRow> locks =
                fixture.view()
                        .scan(
                                Tables.LOCKS,
                                new LockKey(did, 0, rule),
                                new LockKey(did + 1, 0, rule))) {
            locks.forEachRemaining(lock -> {
                if (lock.getKey().rule().equals(rule)) {
                    names.add(Rses.row(fixture.view(), lock.getKey().rse()).name());
                }
            });
        }
        return names;
    }

    /// The key of a file's replica or request at an RSE.
    public ReplicaKey at(String file, String rse) {
        return new ReplicaKey(id(file), Rses.id(fixture.view(), rse));
    }

    /// How many rows a table has.
    public <K extends Comparable<? super K>, V> int rows(Table<K, V> table) {
        int rows = 0;
        try (Cursor<K, V> all = fixture.view().scanAll(table)) {
            while (all.hasNext()) {
                all.next();
                rows++;
            }
        }
        return rows;
    }

    /// Plans a rule to the end; answers the number of chunks.
    public int planAll(RuleId rule) {
        int chunks = 1;
        while (fixture.run(new PlanRuleChunk(rule))) {
            chunks++;
        }
        return chunks;
    }
}

package org.godwit.it.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.godwit.catalog.CatalogView;
import org.godwit.engine.Engine;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.RseType;
import org.godwit.model.RuleId;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Initialise;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.rule.AddRule;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.RuleSpec;
import org.godwit.rule.Rules;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.AddRse;
import org.godwit.topology.AddSite;

/// What a process writes until it is killed. Each writer does one thing after the other, and what
/// the thing with a number is follows from the number, so that whoever knows how many were
/// acknowledged knows what the catalogue must hold: replicas of new files, every eighth time a rule
/// on one of them, four things later the end of that rule. Doing a thing again that is done changes
/// nothing.
final class KilledLoad {
    static final String HOME = "HOME";
    static final String AWAY = "AWAY";
    private static final String SCOPE = "kills";
    private static final int CYCLE = 8;
    private static final int RULE_AT = 3;
    private static final int RULE_END_AT = 7;
    private static final int FILES_MAX = 8;

    private KilledLoad() {}

    /// One thing of a writer, numbered from 1.
    record Step(int writer, long number) {
        private int place() {
            return Math.toIntExact(number % CYCLE);
        }

        boolean addsRule() {
            return place() == RULE_AT;
        }

        boolean endsRule() {
            return place() == RULE_END_AT;
        }

        /// The step that ends the rule of this one.
        Step ruleEnd() {
            return new Step(writer, number + RULE_END_AT - RULE_AT);
        }

        /// How many files it adds.
        int files() {
            return addsRule() || endsRule()
                    ? 0
                    : 1 + Math.toIntExact((number * 31 + writer) % FILES_MAX);
        }

        Did file(int place) {
            return new Did(SCOPE, writer + "/" + number + "/" + place);
        }

        /// The file that the rule is on.
        Did ruled() {
            return new Step(writer, number - (endsRule() ? RULE_END_AT - RULE_AT : 0) - 1).file(0);
        }

        /// The step and place that a file's name tells.
        static Placed of(String name) {
            String[] parts = name.split("/", -1);
            return new Placed(
                    new Step(Integer.parseInt(parts[0]), Long.parseLong(parts[1])),
                    Integer.parseInt(parts[2]));
        }
    }

    /// A file of a step.
    record Placed(Step step, int place) {
        long bytes() {
            return 1_000_000 + step.number() * FILES_MAX + place;
        }

        Adler32 adler32() {
            return new Adler32(Long.hashCode(step.number() * 7_919 + step.writer()) + place);
        }
    }

    /// Makes what the steps refer to, unless it is there.
    static void world(Engine engine) {
        engine.call(new Initialise(List.of("root"), List.of(SCOPE)));
        for (String name : List.of(HOME, AWAY)) {
            once(() -> engine.call(new AddSite(name, "")));
            once(() -> engine.call(new AddRse(name, name, RseType.DISK, true, Map.of())));
        }
    }

    private static void once(Runnable addition) {
        try {
            addition.run();
        } catch (EngineException e) {
            if (e.code() != ErrorCode.DUPLICATE) {
                throw e;
            }
        }
    }

    /// Does a step; returns once it is acknowledged.
    static void carryOut(Engine engine, Step step) {
        if (step.addsRule()) {
            addRule(engine, step);
        } else if (step.endsRule()) {
            engine.read(view -> rule(view, step.ruled()))
                    .ifPresent(rule -> engine.call(new DeleteRule(rule)));
        } else {
            List<NewReplica> replicas =
                    IntStream.range(0, step.files()).mapToObj(i -> replica(step, i)).toList();
            engine.call(new AddReplicas(HOME, replicas, "root"));
        }
    }

    private static void addRule(Engine engine, Step step) {
        try {
            engine.call(new AddRule(List.of(step.ruled()), List.of(RuleSpec.of(1, AWAY)), "root"));
        } catch (EngineException e) {
            if (e.code() != ErrorCode.DUPLICATE_RULE) {
                throw e;
            }
        }
    }

    private static Optional<RuleId> rule(CatalogView view, Did did) {
        return Rules.on(view, Dids.id(view, did)).stream().findFirst();
    }

    private static NewReplica replica(Step step, int place) {
        Placed file = new Placed(step, place);
        return new NewReplica(step.file(place), file.bytes(), file.adler32(), Optional.empty());
    }
}

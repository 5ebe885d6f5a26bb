package org.godwit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.godwit.content.Attach;
import org.godwit.content.Attachments;
import org.godwit.content.Detach;
import org.godwit.decision.Command;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Grid;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.RuleId;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.junit.jupiter.api.Test;

/// What one file costs does not depend on how large the rules above it are: rows read and written
/// are the same under 10 files as under 2,000, in containers of containers, with several rules.
class IncrementalTest {
    private static final int FEW = 10;
    private static final int MANY = 2_000;

    private record Cost(int read, int written) {}

    /// Three datasets in a container in a container, with rules on each level, and a file in two of
    /// the datasets.
    private static Grid world(int files) {
        Grid grid = new Grid();
        grid.containers("campaign", "run");
        grid.datasets("night", "other", "third");
        grid.attach("campaign", "run");
        grid.attach("run", "night", "other", "third");
        grid.attach("night", grid.files("UK-DISK", "f", files));
        grid.attach("other", "f0");
        grid.files("UK-DISK", "new", 1);
        for (String did : List.of("campaign", "run", "night")) {
            RuleId rule = grid.rule(did, RuleSpec.of(1, "US"));
            grid.planAll(rule);
        }
        RuleId second = grid.rule("campaign", RuleSpec.of(2, "FR+US"));
        grid.planAll(second);
        return grid;
    }

    private static List<Cost> costs(int files) {
        DecisionFixture fixture = world(files).fixture();
        List<Cost> costs = new ArrayList<>();
        Consumer<Command<?>> measure =
                command -> {
                    fixture.run(command);
                    costs.add(new Cost(fixture.lastReads(), fixture.lastChanges()));
                };
        measure.accept(attach("night", "new0"));
        measure.accept(arrival("new0", "US-DISK"));
        measure.accept(attach("other", "new0"));
        measure.accept(new Detach(Grid.did("night"), List.of(Grid.did("new0"))));
        measure.accept(new Detach(Grid.did("other"), List.of(Grid.did("new0"))));
        measure.accept(arrival("f5", "US-DISK"));
        measure.accept(new Detach(Grid.did("night"), List.of(Grid.did("f5"))));
        return costs;
    }

    private static Attach attach(String parent, String file) {
        return new Attach(
                Grid.did(parent), List.of(Grid.did(file)), Attachments.Duplicates.REFUSED);
    }

    private static AddReplicas arrival(String file, String rse) {
        Did name = Grid.did(file);
        return new AddReplicas(
                rse, List.of(new NewReplica(name, 100, new Adler32(1), Optional.empty())), "root");
    }

    @Test
    void aFileCostsTheSameUnderLargeRulesAsUnderSmallOnes() {
        List<Cost> few = costs(FEW);
        assertThat(costs(MANY)).isEqualTo(few);
        assertThat(few).allSatisfy(cost -> assertThat(cost.read()).isLessThan(300));
        assertThat(few).allSatisfy(cost -> assertThat(cost.written()).isLessThan(60));
    }
}

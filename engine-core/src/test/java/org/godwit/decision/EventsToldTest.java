package org.godwit.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.EventRow;
import org.godwit.deletion.DeletionPermit;
import org.godwit.deletion.OrderDeletions;
import org.godwit.deletion.RecordDeletions;
import org.godwit.deletion.ReserveDeletions;
import org.godwit.deletion.TombstoneReplicas;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.model.EventType;
import org.godwit.model.FailureClass;
import org.godwit.model.Notification;
import org.godwit.model.Preference;
import org.godwit.model.RuleId;
import org.godwit.namespace.SetOpen;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.RuleExtras;
import org.godwit.rule.RuleSpec;
import org.godwit.topology.Rses;
import org.godwit.transfer.DeclareBad;
import org.godwit.transfer.FireTimers;
import org.godwit.transfer.RetryPolicy;
import org.godwit.transfer.TransferGrid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is told of what happens.
class EventsToldTest {
    private static final RuleExtras NOTIFYING_PROGRESS =
            new RuleExtras(
                    Preference.BALANCED,
                    Notification.PROGRESS,
                    false,
                    false,
                    false,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    private final TransferGrid world = new TransferGrid();
    private final Grid grid = world.grid();
    private final DecisionFixture fixture = world.fixture();
    private long seen;

    @AfterEach
    void everyIndexAndCounterEqualsAFullScan() {
        fixture.checkDerivedRows();
    }

    /// What was told since the last call.
    private List<EventRow> told() {
        List<EventRow> events = new ArrayList<>();
        try (Snapshot view = fixture.snapshot();
                Cursor<Long, EventRow> rows = Outbox.after(view, seen)) {
            rows.forEachRemaining(row -> events.add(row.getValue()));
            seen = Outbox.last(view);
        }
        return events;
    }

    private List<EventType> types() {
        return told().stream().map(EventRow::type).toList();
    }

    @Test
    void collectionsTellThatTheyAreMadeFilledEmptiedAndClosed() {
        grid.datasets("night");
        grid.containers("year");
        grid.files("FR-DISK", "f", 3);
        assertThat(types())
                .containsExactly(
                        EventType.CREATE_DATASET,
                        EventType.CREATE_CONTAINER,
                        EventType.REPLICAS_ADDED);

        grid.attach("night", "f0", "f1");
        grid.attach("year", "night");
        grid.detach("night", "f1");
        fixture.run(new SetOpen(Grid.did("night"), false));
        fixture.run(new SetOpen(Grid.did("night"), false));
        List<EventRow> events = told();
        assertThat(events.stream().map(EventRow::type))
                .containsExactly(
                        EventType.FILES_ATTACHED,
                        EventType.ATTACHED,
                        EventType.DETACHED,
                        EventType.CLOSED);
        assertThat(events.getFirst().facts())
                .isEqualTo(Map.of("scope", "demo", "name", "night", "files", "2"));
        assertThat(events.get(1).facts())
                .containsEntry("childname", "night")
                .containsEntry("childtype", "DATASET");
        assertThat(events.get(2).facts()).containsEntry("dids", "1");
    }

    @Test
    void aRuleThatIsToTellOfItsProgressTellsOfEachTenth() {
        grid.datasets("night");
        grid.files("UK-DISK", "f", 20);
        for (int i = 0; i < 20; i++) {
            grid.attach("night", "f" + i);
        }
        grid.rule("night", RuleSpec.of(1, "FR-DISK").with(NOTIFYING_PROGRESS));
        told();
        world.dispatch("UK", "FR").forEach(order -> world.complete("fr", order));

        List<EventRow> events = told();
        assertThat(
                        events.stream()
                                .filter(event -> event.type() == EventType.RULE_PROGRESS)
                                .map(event -> event.facts().get("progress")))
                .containsExactly("10", "20", "30", "40", "50", "60", "70", "80", "90");
        assertThat(events).filteredOn(event -> event.type() == EventType.RULE_OK).hasSize(1);
    }

    @Test
    void aRuleTellsFromItsBeginToItsEnd() {
        grid.files("UK-DISK", "f", 1);
        told();
        RuleId rule = grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        world.complete("fr", world.dispatch("UK", "FR").getFirst());
        fixture.run(new DeleteRule(rule));

        List<EventRow> events = told();
        assertThat(events.stream().map(EventRow::type))
                .containsExactly(
                        EventType.RULE_ADDED,
                        EventType.TRANSFER_DONE,
                        EventType.RULE_OK,
                        EventType.RULE_ENDED);
        assertThat(events)
                .filteredOn(event -> event.facts().containsKey("rule_id"))
                .allSatisfy(event ->
                        assertThat(event.facts())
                                .containsEntry("rule_id", rule.toString())
                                .containsEntry("name", "f0")
                                .containsEntry("rse_expression", "FR-DISK")
                                .containsEntry("account", "root"));
        assertThat(events.get(1).facts())
                .containsEntry("src-rse", "UK-DISK")
                .containsEntry("dst-rse", "FR-DISK")
                .containsEntry("file-size", "100");
    }

    @Test
    void failuresTellWhyAndTheRuleThatIsStuckToo() {
        grid.files("UK-DISK", "f", 1);
        grid.rule("f0", RuleSpec.of(1, "FR-DISK"));
        told();
        for (int i = 0; i < RetryPolicy.STUCK_AFTER; i++) {
            world.fail(
                    "fr",
                    world.dispatch("UK", "FR").getFirst().id(),
                    FailureClass.DESTINATION,
                    "disk is sick");
            fixture.advance(Duration.ofHours(3));
            fixture.run(new FireTimers());
        }

        List<EventRow> events = told();
        assertThat(events)
                .filteredOn(event -> event.type() == EventType.TRANSFER_FAILED)
                .hasSize(RetryPolicy.STUCK_AFTER)
                .allSatisfy(event ->
                        assertThat(event.facts())
                                .containsEntry("failure", "DESTINATION")
                                .containsEntry("reason", "disk is sick"));
        assertThat(events)
                .filteredOn(event -> event.type() == EventType.RULE_STUCK)
                .hasSize(1)
                .allSatisfy(
                        event -> assertThat(event.facts().get("reason")).contains("disk is sick"));
    }

    @Test
    void badReplicasAreToldOnceAndLostFilesToo() {
        grid.files("UK-DISK", "f", 1);
        told();
        for (boolean suspicious : List.of(true, false, false)) {
            fixture.run(
                    new DeclareBad(
                            "UK-DISK", List.of(Grid.did("f0")), suspicious, "read error", "root"));
        }

        List<EventRow> events = told();
        assertThat(events.stream().map(EventRow::type))
                .containsExactly(EventType.REPLICA_BAD, EventType.FILE_LOST);
        assertThat(events.getFirst().facts())
                .isEqualTo(
                        Map.of(
                                "scope", "demo",
                                "name", "f0",
                                "rse", "UK-DISK",
                                "state", "LOST",
                                "reason", "read error"));
    }

    @Test
    void aDeletionIsToldOnceHoweverOftenItIsReported() {
        fixture.run(new DeletionPermit.Give());
        grid.files("FR-DISK", "f", 1);
        fixture.run(new TombstoneReplicas("FR-DISK", List.of(Grid.did("f0")), true));
        int rse = Rses.id(fixture.view(), "FR-DISK");
        fixture.run(new ReserveDeletions(rse, Optional.empty(), Optional.empty()));
        fixture.takeEffects();
        fixture.run(
                new OrderDeletions(rse, world.live("fr", "us", "uk"), Set.of("fr", "us", "uk")));
        ToAgent.Delete order =
                fixture.takeEffects().stream()
                        .filter(Effect.Tell.class::isInstance)
                        .map(effect -> ((Effect.Tell) effect).message())
                        .filter(ToAgent.Delete.class::isInstance)
                        .map(ToAgent.Delete.class::cast)
                        .findFirst()
                        .orElseThrow();
        told();
        for (int i = 0; i < 2; i++) {
            fixture.run(
                    new RecordDeletions(
                            new FromAgent.Deleted(
                                    "fr",
                                    TransferGrid.INCARNATION,
                                    order.sequence(),
                                    List.of(order.files().getFirst().id()),
                                    List.of())));
        }

        List<EventRow> events = told();
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().type()).isEqualTo(EventType.REPLICA_DELETED);
        assertThat(events.getFirst().facts())
                .isEqualTo(
                        Map.of(
                                "scope", "demo",
                                "name", "f0",
                                "rse", "FR-DISK",
                                "file-size", "100"));
    }
}

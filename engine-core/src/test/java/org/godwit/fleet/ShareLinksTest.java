package org.godwit.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.catalog.schema.LinkShareRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Effect;
import org.godwit.message.LinkLease;
import org.godwit.message.LinkMark;
import org.godwit.message.LinkPolicy;
import org.godwit.model.Adler32;
import org.godwit.model.Epoch;
import org.godwit.model.Grouping;
import org.godwit.model.OrderId;
import org.godwit.model.Protection;
import org.godwit.rule.RuleSpec;
import org.godwit.schedule.FairShare;
import org.godwit.topology.SetLink;
import org.godwit.transfer.DispatchLink;
import org.godwit.transfer.Requests;
import org.godwit.transfer.TransferGrid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two agents at FR fetch from UK under a cap.
class ShareLinksTest {
    private static final long NOW = TransferGrid.INCARNATION + 1;
    private static final long CAP = 1_000_000;
    private static final Epoch EPOCH = new Epoch(1, 1);

    private final TransferGrid world = new TransferGrid();
    private final DecisionFixture fixture = world.fixture();
    private final Map<String, AgentWord> words = new HashMap<>();

    @BeforeEach
    void twoAgentsAtFr() {
        world.register("fr", "FR", NOW, "FR-DISK");
        world.register("fr-2", "FR", NOW, "FR-SCRATCH");
        world.register("uk", "UK", NOW, "UK-DISK");
        List.of("fr", "fr-2", "uk").forEach(agent -> words.put(agent, alive(Optional.empty())));
        world.grid().datasets("ds", "others");
        world.grid().attach("ds", world.grid().files("UK-DISK", "f", 3));
        world.grid().attach("others", world.grid().files("UK-DISK", "o", 3));
        set(Optional.of(CAP), Optional.empty());
    }

    @AfterEach
    void everyIndexAndCounterEqualsAFullScan() {
        fixture.checkDerivedRows();
    }

    private void set(Optional<Long> cap, Optional<Protection> protection) {
        fixture.run(
                new SetLink(
                        "UK",
                        "FR",
                        Optional.empty(),
                        Optional.empty(),
                        cap,
                        Optional.empty(),
                        protection));
        fixture.takeEffects();
    }

    private static AgentWord alive(Optional<LinkMark> lease) {
        return new AgentWord(NOW, true, false, lease, Map.of());
    }

    private void confirms(String agent, LinkLease lease) {
        words.put(agent, alive(Optional.of(new LinkMark(EPOCH, lease.revision()))));
    }

    private void silent(String agent, boolean lapsed) {
        words.put(agent, new AgentWord(NOW, false, lapsed, Optional.empty(), Map.of()));
    }

    /// Orders files for an RSE; answers the effects. Each of the two RSEs gets its own files: the
    /// second copy of a file would wait for the first.
    private List<Effect> order(String rse) {
        world.grid().rule(filesFor(rse), RuleSpec.of(1, rse));
        return dispatch();
    }

    private static String filesFor(String rse) {
        return rse.equals("FR-DISK") ? "ds" : "others";
    }

    private List<Effect> dispatch() {
        fixture.takeEffects();
        fixture.run(
                new DispatchLink(
                        world.link("UK", "FR"),
                        Map.of("fr", NOW, "fr-2", NOW, "uk", NOW),
                        FairShare.fresh(Map.of())));
        return fixture.takeEffects();
    }

    private static RuleSpec ofPriority(int priority, String rse) {
        return new RuleSpec(
                1,
                rse,
                Optional.empty(),
                Grouping.DATASET,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                priority,
                false,
                false,
                false,
                Optional.empty());
    }

    /// Deals out; answers what agents are told.
    private Map<String, LinkLease> share(boolean renew) {
        fixture.run(new ShareLinks(words, renew));
        Map<String, LinkLease> told = new HashMap<>();
        for (Effect effect : fixture.takeEffects()) {
            if (effect instanceof Effect.GiveLinks give) {
                told.put(give.agent(), give.lease());
            }
        }
        return told;
    }

    private static long rate(LinkLease lease) {
        assertThat(lease.policies()).hasSize(1);
        LinkPolicy policy = lease.policies().getFirst();
        assertThat(policy.sourceSite()).isEqualTo("UK");
        assertThat(policy.destinationSite()).isEqualTo("FR");
        return policy.bytesPerSecondMax();
    }

    private Map<String, LinkShareRow> rows() {
        Map<String, LinkShareRow> rows = new HashMap<>();
        try (Cursor<LinkShareKey, LinkShareRow> all = fixture.view().scanAll(Tables.LINK_SHARES)) {
            all.forEachRemaining(row -> rows.put(row.getKey().agent(), row.getValue()));
        }
        return rows;
    }

    private LinkShareRow row(String agent) {
        return Optional.ofNullable(rows().get(agent)).orElseThrow();
    }

    private LinkLease told(String agent, boolean renew) {
        return Optional.ofNullable(share(renew).get(agent)).orElseThrow();
    }

    @Test
    void ordersCarryTheCapBeforeThereIsAShare() {
        List<Effect> effects = order("FR-DISK");

        Effect.GiveOrders given =
                effects.stream()
                        .filter(Effect.GiveOrders.class::isInstance)
                        .map(Effect.GiveOrders.class::cast)
                        .findFirst()
                        .orElseThrow();
        assertThat(rate(given.lease())).isEqualTo(LinkPolicy.IDLE);
        assertThat(effects).contains(new Effect.SharesChanged());

        LinkLease lease = told("fr", false);
        assertThat(rate(lease)).isEqualTo(CAP);
        assertThat(lease.revision()).isGreaterThan(given.lease().revision());
    }

    @Test
    void whoHasAShareIsNotANewcomerWithItsNextOrders() {
        order("FR-DISK");
        share(false);
        world.grid().attach("ds", world.grid().files("UK-DISK", "g", 3));

        assertThat(dispatch())
                .anyMatch(Effect.GiveOrders.class::isInstance)
                .doesNotContain(new Effect.SharesChanged());
    }

    @Test
    void theSecondAgentWaitsUntilTheFirstHasConfirmed() {
        order("FR-DISK");
        confirms("fr", told("fr", false));
        order("FR-SCRATCH");

        Map<String, LinkLease> first = share(false);

        assertThat(first).containsOnlyKeys("fr");
        assertThat(rate(told("fr-2", true))).isEqualTo(LinkPolicy.IDLE);
        LinkLease less = told("fr", true);
        assertThat(rate(less)).isEqualTo(CAP / 2);
        confirms("fr", less);
        assertThat(rate(told("fr-2", false))).isEqualTo(CAP / 2);
        assertThat(rows().values().stream().mapToLong(LinkShareRow::held).sum()).isEqualTo(CAP);
    }

    @Test
    void anOlderLeaseConfirmsNothing() {
        order("FR-DISK");
        LinkLease whole = told("fr", false);
        order("FR-SCRATCH");
        share(false);

        confirms("fr", whole);

        assertThat(share(false)).isEmpty();
        assertThat(row("fr").held()).isEqualTo(CAP);
    }

    @Test
    void aLeaseOfAnEarlierTermConfirmsNothing() {
        order("FR-DISK");
        confirms("fr", told("fr", false));
        order("FR-SCRATCH");
        LinkLease less = told("fr", false);
        fixture.restart();

        confirms("fr", less);

        assertThat(rate(told("fr-2", true))).isEqualTo(LinkPolicy.IDLE);
        words.put("fr", alive(Optional.of(new LinkMark(new Epoch(1, 2), less.revision() + 9))));
        assertThat(rate(told("fr-2", false))).isEqualTo(CAP / 2);
    }

    @Test
    void anEngineThatStartsAnewKeepsWhatWasGivenUntilItHasHeardOfTheAgents() {
        order("FR-DISK");
        confirms("fr", told("fr", false));
        fixture.restart();
        words.clear();

        assertThat(share(true)).isEmpty();
        assertThat(row("fr").granted()).isEqualTo(CAP);
    }

    @Test
    void aSilentAgentCountsInFullUntilItsLeaseMustHaveRunOutAndThenWithWhatIsLeft() {
        order("FR-DISK");
        share(false);
        order("FR-SCRATCH");
        fixture.run(new ReleaseOrders("fr", 0));
        silent("fr", false);

        assertThat(share(true)).doesNotContainKey("fr");
        assertThat(row("fr").held()).isEqualTo(CAP);
        assertThat(rate(told("fr-2", true))).isEqualTo(LinkPolicy.IDLE);

        silent("fr", true);
        assertThat(rate(told("fr-2", false))).isEqualTo(CAP - CAP / 20);
        assertThat(share(false)).isEmpty(); // and not a part of the part
        assertThat(row("fr").held()).isEqualTo(CAP / 20);
    }

    @Test
    void anAgentThatIsHeardOfAgainJoinsAnew() {
        order("FR-DISK");
        share(false);
        silent("fr", true);
        share(false);
        assertThat(row("fr").held()).isEqualTo(CAP / 20);

        words.put("fr", alive(Optional.empty()));

        assertThat(rate(told("fr", false))).isEqualTo(CAP);
    }

    @Test
    void whatAnAgentThatNeverCameBackHeldIsGivenToOthersAfterADay() {
        order("FR-DISK");
        share(false);
        fixture.run(new ReleaseOrders("fr", 0));
        silent("fr", true);
        share(false);
        assertThat(rows()).containsKey("fr");

        fixture.advance(Duration.ofDays(1));
        share(false);

        assertThat(rows()).doesNotContainKey("fr");
    }

    @Test
    void aNewStartOfAnAgentHoldsNothing() {
        order("FR-DISK");
        share(false);

        world.register("fr", "FR", NOW + 1, "FR-DISK");

        assertThat(rows()).isEmpty();
    }

    private void complete(String file) {
        ReplicaKey key = world.grid().at(file, "FR-DISK");
        OrderId order = Requests.orderId(key, world.request(file, "FR-DISK").orElseThrow());
        assertThat(world.complete("fr", NOW, order, 100, new Adler32(1))).isEqualTo(1);
    }

    @Test
    void whoHasDoneItsWorkGivesItsShareUp() {
        order("FR-DISK");
        confirms("fr", told("fr", false));
        fixture.takeEffects();
        complete("f0");
        complete("f1");
        assertThat(fixture.takeEffects()).doesNotContain(new Effect.SharesChanged());
        complete("f2");
        assertThat(fixture.takeEffects()).contains(new Effect.SharesChanged());

        LinkLease nothing = told("fr", false);
        assertThat(rate(nothing)).isEqualTo(LinkPolicy.IDLE);
        confirms("fr", nothing);
        share(false);
        assertThat(rows()).isEmpty();
    }

    @Test
    void anAgentThatCannotUseItsShareLendsIt() {
        order("FR-DISK");
        confirms("fr", told("fr", false));
        order("FR-SCRATCH");
        confirms("fr", told("fr", false));
        confirms("fr-2", told("fr-2", true));

        words.put(
                "fr",
                new AgentWord(
                        NOW,
                        true,
                        false,
                        Optional.of(new LinkMark(EPOCH, 1_000_000)),
                        Map.of("UK", 100_000L)));
        assertThat(rate(told("fr", false))).isEqualTo(150_000);
        assertThat(rate(told("fr-2", true))).isEqualTo(600_000);
    }

    @Test
    void protectionIsToldAndALiftedCapNeedsNoShares() {
        order("FR-DISK");
        share(false);
        set(Optional.of(0L), Optional.of(Protection.INTEGRITY));

        LinkLease lease = told("fr", false);

        assertThat(lease.policies())
                .containsExactly(new LinkPolicy("UK", "FR", Protection.INTEGRITY, 0));
        assertThat(rows()).isEmpty();
        set(Optional.empty(), Optional.of(Protection.TLS));
        assertThat(told("fr", true).policies()).isEmpty();
    }

    @Test
    void aLeaseSaysWhichStateOfTheCatalogueItShows() {
        order("FR-DISK");
        share(false);

        long before = told("fr", true).revision();
        assertThat(told("fr", true).revision()).isEqualTo(before);
        set(Optional.empty(), Optional.of(Protection.CLEAR));
        assertThat(told("fr", true).revision()).isEqualTo(before + 1);
    }

    @Test
    void aWeightIsTheMeanPriorityOfTheBytes() {
        world.grid().rule("ds", ofPriority(1, "FR-DISK"));
        world.grid().rule("others", ofPriority(4, "FR-SCRATCH"));
        dispatch();

        Map<String, LinkLease> told = share(false);

        assertThat(rate(told.getOrDefault("fr", LinkLease.of(0, List.of())))).isEqualTo(CAP / 5);
        assertThat(rate(told.getOrDefault("fr-2", LinkLease.of(0, List.of()))))
                .isEqualTo(4 * CAP / 5);
    }
}

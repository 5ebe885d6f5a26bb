package org.godwit.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Grid;
import org.godwit.message.FromAgent;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.message.WantedDigest;
import org.godwit.model.Adler32;
import org.godwit.model.Digest;
import org.godwit.model.DigestAlgorithm;
import org.godwit.model.FailureClass;
import org.godwit.model.RequestState;
import org.godwit.rule.RuleSpec;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.SetRseAttribute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DigestsTest {
    private static final Digest MD5 =
            new Digest(DigestAlgorithm.MD5, "0123456789abcdef0123456789abcdef");
    private static final Digest SHA256 = new Digest(DigestAlgorithm.SHA256, "ab".repeat(32));

    private final TransferGrid world = new TransferGrid();
    private final Grid grid = world.grid();

    @BeforeEach
    void digestsAreWantedAtFrAndUs() {
        grid.files("UK-DISK", "f", 2);
        for (String rse : List.of("FR-DISK", "US-DISK")) {
            world.fixture().run(new SetRseAttribute(rse, "digests", "SHA256, md5,adler32"));
        }
    }

    @AfterEach
    void everyIndexAndCounterEqualsAFullScan() {
        world.fixture().checkDerivedRows();
    }

    private TransferOrder order(String source, String destination) {
        grid.rule("f0", RuleSpec.of(1, destination + "-DISK"));
        return world.dispatch(source, destination).getFirst();
    }

    private void complete(String agent, TransferOrder order, Digest... digests) {
        world.fixture()
                .run(
                        new RecordOutcomes(
                                new FromAgent.Outcomes(
                                        agent,
                                        TransferGrid.INCARNATION,
                                        List.of(
                                                new TransferOutcome.Completed(
                                                        order.id(),
                                                        5,
                                                        100,
                                                        new Adler32(1),
                                                        100,
                                                        false,
                                                        Optional.empty(),
                                                        List.of(digests))),
                                        List.of())));
    }

    private Map<DigestAlgorithm, String> known() {
        return world.fixture().view().get(Tables.DIDS, grid.id("f0")).orElseThrow().digests();
    }

    @Test
    void anOrderAsksForWhatTheRseWants() {
        assertThat(order("UK", "FR").digests())
                .containsExactly(
                        new WantedDigest(DigestAlgorithm.SHA256, Optional.empty()),
                        new WantedDigest(DigestAlgorithm.MD5, Optional.empty()));
        grid.rule("f1", RuleSpec.of(1, "FR-SCRATCH"));
        assertThat(world.dispatch("UK", "FR").getFirst().digests()).isEmpty();
    }

    @Test
    void whatIsToldIsKeptWithTheFileAndExpectedOfTheNextCopy() {
        complete("fr", order("UK", "FR"), MD5, SHA256);

        assertThat(known())
                .isEqualTo(
                        Map.of(
                                DigestAlgorithm.MD5, MD5.hex(),
                                DigestAlgorithm.SHA256, SHA256.hex()));
        assertThat(order("FR", "US").digests())
                .containsExactly(
                        new WantedDigest(DigestAlgorithm.SHA256, Optional.of(SHA256.hex())),
                        new WantedDigest(DigestAlgorithm.MD5, Optional.of(MD5.hex())));
    }

    @Test
    void aCopyThatContradictsWhatIsKnownIsNotAccepted() {
        complete("fr", order("UK", "FR"), MD5);
        TransferOrder second = order("FR", "US");

        complete("us", second, new Digest(DigestAlgorithm.MD5, "f".repeat(32)));

        RequestRow request = world.request("f0", "US-DISK").orElseThrow();
        assertThat(request.state()).isEqualTo(RequestState.WAITING);
        assertThat(request.lastFailure()).contains(FailureClass.INTEGRITY);
        assertThat(request.lastReason().orElseThrow())
                .contains("agent us reports md5 ffff", "known of the file is 0123");
        assertThat(known()).isEqualTo(Map.of(DigestAlgorithm.MD5, MD5.hex()));
    }

    @Test
    void anAgentThatTellsNoDigestHasCopiedTheFileAllTheSame() {
        complete("fr", order("UK", "FR"));

        assertThat(world.request("f0", "FR-DISK")).isEmpty();
        assertThat(known()).isEmpty();
    }

    @Test
    void whatIsNoDigestIsRefused() {
        world.fixture()
                .refuses(
                        ErrorCode.INVALID_INPUT,
                        new SetRseAttribute("FR-DISK", "digests", "sha256,sha3"))
                .hasMessageContaining("\"sha3\" is no digest; give a list of adler32, crc32c");
    }
}

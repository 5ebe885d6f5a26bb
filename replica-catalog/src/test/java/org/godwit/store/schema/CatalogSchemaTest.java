package org.godwit.store.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.AgentOrderKey;
import org.godwit.catalog.schema.AttemptRow;
import org.godwit.catalog.schema.CompletionRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.HeldOrder;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.catalog.schema.LinkShareRow;
import org.godwit.catalog.schema.QueueKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.AccountType;
import org.godwit.model.Bottleneck;
import org.godwit.model.DidType;
import org.godwit.model.DigestAlgorithm;
import org.godwit.model.DrainState;
import org.godwit.model.Epoch;
import org.godwit.model.FailureClass;
import org.godwit.model.Grouping;
import org.godwit.model.LockState;
import org.godwit.model.MoveKind;
import org.godwit.model.Protection;
import org.godwit.model.ReplicaState;
import org.godwit.model.RequestState;
import org.godwit.model.RseType;
import org.godwit.model.RuleState;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.Test;

/// Holds the stored format still: what fails here needs a new version and a migration.
class CatalogSchemaTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void everyTableHasAColumnFamily() {
        assertThat(CatalogSchema.FAMILIES.stream().map(family -> family.table().name()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Tables.PRIMARY.stream(), Tables.DERIVED.stream())
                                .map(Table::name)
                                .toList());
    }

    @Test
    void keysAreTheirFieldsInOrder() {
        assertThat(HEX.formatHex(CatalogSchema.of(Tables.REPLICAS).encodeKey(new ReplicaKey(5, 2))))
                .isEqualTo("8000000000000005" + "80000002");
        assertThat(
                        HEX.formatHex(
                                CatalogSchema.of(Tables.REQUEST_QUEUE)
                                        .encodeKey(
                                                new QueueKey(
                                                        1,
                                                        -1,
                                                        "é",
                                                        3,
                                                        Instant.ofEpochMilli(4),
                                                        5,
                                                        6))))
                .isEqualTo(
                        "80000001"
                                + "7fffffff"
                                + "c3a900"
                                + "7ffffffc"
                                + "8000000000000004"
                                + "8000000000000005"
                                + "80000006");
        assertThat(
                        HEX.formatHex(
                                CatalogSchema.of(Tables.COUNTERS)
                                        .encodeKey(CounterKey.accountUsage(1, 2))))
                .isEqualTo(
                        "03"
                                + "8000000000000001"
                                + "8000000000000002"
                                + "8000000000000000"
                                + "8000000000000000");
        assertThat(HEX.formatHex(CatalogSchema.of(Tables.SEQUENCES).encodeKey("a🐦")))
                .isEqualTo("61" + "eda0bd" + "edb0a6");
    }

    @Test
    void rowsAreAVersionAndTheirFieldsInOrder() {
        DidRow file =
                new DidRow(
                        1,
                        "né",
                        DidType.FILE,
                        2,
                        false,
                        300,
                        0x11e60398,
                        Instant.ofEpochMilli(128),
                        Map.of("b", "2", "a", "1"),
                        Map.of(DigestAlgorithm.MD5, "0a"));

        assertThat(HEX.formatHex(CatalogSchema.of(Tables.DIDS).encodeValue(file)))
                .isEqualTo(
                        "02"
                                + "01"
                                + "036ec3a9"
                                + "00"
                                + "02"
                                + "00"
                                + "ac02"
                                + "11e60398"
                                + "8001"
                                + "02"
                                + "0161"
                                + "0131"
                                + "0162"
                                + "0132"
                                + "01"
                                + "03"
                                + "023061"
                                + "00");
        assertThat(HEX.formatHex(CatalogSchema.of(Tables.COUNTERS).encodeValue(new Count(1, 128))))
                .isEqualTo("01" + "8001");
        assertThat(
                        HEX.formatHex(
                                new CatalogHead(9, new Epoch(1, 2), 1, Instant.ofEpochMilli(3))
                                        .encode()))
                .isEqualTo("01" + "09" + "01" + "02" + "01" + "03");
    }

    @Test
    void linksAndSharesAreTheirFieldsInOrder() {
        LinkRow link = new LinkRow(5, 300, 250_000_000, true, Protection.INTEGRITY);
        assertThat(HEX.formatHex(CatalogSchema.of(Tables.LINKS).encodeValue(link)))
                .isEqualTo("01" + "05" + "ac02" + "80e59a77" + "01" + "01");
        Family<LinkShareKey, LinkShareRow> shares = CatalogSchema.of(Tables.LINK_SHARES);
        assertThat(HEX.formatHex(shares.encodeKey(new LinkShareKey(1, 2, "fr"))))
                .isEqualTo("80000001" + "80000002" + "667200");
        assertThat(
                        HEX.formatHex(
                                shares.encodeValue(
                                        new LinkShareRow(
                                                7,
                                                1,
                                                300,
                                                true,
                                                false,
                                                128,
                                                Instant.ofEpochMilli(128)))))
                .isEqualTo("01" + "07" + "01" + "ac02" + "01" + "00" + "8001" + "8001");
        Family<AgentOrderKey, HeldOrder> held = CatalogSchema.of(Tables.REQUESTS_BY_AGENT);
        assertThat(HEX.formatHex(held.encodeKey(new AgentOrderKey("fr", 1, 5, 2))))
                .isEqualTo("667200" + "80000001" + "8000000000000005" + "80000002");
        assertThat(HEX.formatHex(held.encodeValue(new HeldOrder(3, 300)))).isEqualTo("03" + "ac02");
    }

    @Test
    void whatLimitedTransfersIsTheLastField() {
        AttemptRow attempt =
                new AttemptRow(
                        1,
                        "a",
                        Instant.ofEpochMilli(2),
                        3,
                        4,
                        Optional.empty(),
                        "",
                        Optional.of(Bottleneck.LOSS));
        assertThat(HEX.formatHex(CatalogSchema.of(Tables.ATTEMPTS).encodeValue(attempt)))
                .isEqualTo("01" + "01" + "0161" + "02" + "03" + "04" + "00" + "00" + "0105");
        CompletionRow bin =
                new CompletionRow(
                        1,
                        2,
                        3,
                        4,
                        Map.of(FailureClass.SPACE, 5L),
                        Map.of(Bottleneck.LINK, 6L, Bottleneck.ORDERS, 1L));
        assertThat(HEX.formatHex(CatalogSchema.of(Tables.COMPLETIONS).encodeValue(bin)))
                .isEqualTo("01" + "01020304" + "01" + "0405" + "02" + "0001" + "0606");
    }

    @Test
    void constantsKeepTheirNumbers() {
        assertThat(
                        Stream.<Object[]>of(
                                        AccountType.values(),
                                        Bottleneck.values(),
                                        DidType.values(),
                                        DigestAlgorithm.values(),
                                        FailureClass.values(),
                                        Grouping.values(),
                                        LockState.values(),
                                        Protection.values(),
                                        ReplicaState.values(),
                                        RequestState.values(),
                                        RseType.values(),
                                        RuleState.values(),
                                        DrainState.values(),
                                        MoveKind.values(),
                                        CounterKey.Kind.values())
                                .map(List::of)
                                .map(Object::toString))
                .containsExactly(
                        "[USER, GROUP, SERVICE]",
                        "[ORDERS, SOURCE_DISK, SOURCE_CPU, WINDOW, PACING, LOSS, LINK,"
                                + " DESTINATION_CPU, DESTINATION_DISK]",
                        "[FILE, DATASET, CONTAINER]",
                        "[ADLER32, CRC32C, SHA256, MD5]",
                        "[SOURCE, DESTINATION, NETWORK, INTEGRITY, SPACE, REFUSED, INTERNAL]",
                        "[ALL, DATASET, NONE]",
                        "[OK, REPLICATING, STUCK]",
                        "[TLS, INTEGRITY, CLEAR]",
                        "[AVAILABLE, UNAVAILABLE, COPYING, BEING_DELETED, BAD,"
                                + " TEMPORARY_UNAVAILABLE]",
                        "[QUEUED, WAITING, SUBMITTED, NO_SOURCES, SUSPENDED]",
                        "[DISK, TAPE]",
                        "[REPLICATING, OK, STUCK, SUSPENDED, WAITING_APPROVAL, INJECT]",
                        "[DRAINING, DECOMMISSIONING, DECOMMISSIONED]",
                        "[DRAIN, DECOMMISSION, REBALANCE]",
                        "[CONTENT, RSE_REPLICAS, RULE_LOCKS, ACCOUNT_USAGE, LINK_REQUESTS,"
                                + " LOCK_MOVES, EVENTS, ANSWERS, RSE_RECLAIMABLE]");
    }

    @Test
    void bytesThatNoRowHasAreRefused() {
        Family<Long, DidRow> dids = CatalogSchema.of(Tables.DIDS);
        byte[] row =
                dids.encodeValue(
                        new DidRow(
                                1,
                                "f",
                                DidType.FILE,
                                1,
                                true,
                                1,
                                1,
                                Instant.EPOCH,
                                Map.of(),
                                Map.of()));
        byte[] later = row.clone();
        later[0] = 3;
        refused(dids, later, "version 3 where 1 and 2 are known");
        refused(dids, Arrays.copyOf(row, row.length + 1), "1 bytes too many");
        for (int length = 0; length < row.length; length++) {
            refused(dids, Arrays.copyOf(row, length), "cannot be read");
        }
        assertThatThrownBy(() -> dids.decodeKey(new byte[7]))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("table dids holds a key that cannot be read");
    }

    @Test
    void aHugeCountAsksForNoMemory() {
        Family<?, ?> targets = CatalogSchema.of(Tables.RULE_TARGETS);

        refused(targets, HEX.parseHex("01" + "ffffffff07"), "it ends too early");
    }

    @Test
    void aRowOfAnAbsentOptionalIsShort() {
        assertThat(
                        CatalogSchema.of(Tables.SCAN_EXPECTED)
                                .encodeValue(
                                        new org.godwit.catalog.schema.ExpectedRow(
                                                Optional.empty(), Optional.empty())))
                .hasSize(3);
    }

    private static void refused(Family<?, ?> family, byte[] bytes, String message) {
        assertThatThrownBy(() -> family.decodeValue(bytes))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_CORRUPT))
                .hasMessageContaining(message);
    }
}

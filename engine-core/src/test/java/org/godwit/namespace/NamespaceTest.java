package org.godwit.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.godwit.decision.Grid.did;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.content.Attach;
import org.godwit.content.Attachments;
import org.godwit.content.Detach;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Grid;
import org.godwit.model.AccountType;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamespaceTest {
    private static final String HASH = "ab".repeat(32);
    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();

    @AfterEach
    void derivedRowsFollow() {
        fixture.checkDerivedRows();
    }

    @Test
    void theFirstStartMakesTheAdministratorOnce() {
        long before = grid.rows(Tables.ACCOUNTS);
        int root = fixture.run(new Initialise(List.of("admin", "second"), List.of("demo")));

        assertThat(grid.rows(Tables.ACCOUNTS)).isEqualTo((int) before);
        assertThat(Accounts.row(fixture.view(), root).admin()).isTrue();
        assertThat(fixture.view().get(Tables.IDENTITIES, "x509:second").orElseThrow().account())
                .isEqualTo(root);
        fixture.run(new Initialise(List.of("admin", "second"), List.of("demo")));
        assertThat(fixture.lastChanges()).isZero();
    }

    @Test
    void anIdentityStandsForOneAccount() {
        fixture.run(new AddAccount("alice", AccountType.USER, false));
        fixture.run(new GrantIdentity("alice-cert", "alice"));
        fixture.run(new GrantIdentity("alice-cert", "alice"));

        fixture.refuses(ErrorCode.DUPLICATE, new GrantIdentity("alice-cert", "root"))
                .hasMessageContaining("alice");
        fixture.refuses(ErrorCode.INVALID_INPUT, new GrantIdentity("", "root"));
        fixture.refuses(ErrorCode.ACCOUNT_NOT_FOUND, new GrantIdentity("x", "bob"));
    }

    @Test
    void tokensAreAddedAndTakenBackByTheirHash() {
        var end = fixture.now().plus(Duration.ofHours(1));
        String identity = fixture.run(new AddToken(HASH, "root", "laptop", Optional.of(end)));

        assertThat(identity).isEqualTo("token:" + HASH);
        fixture.refuses(
                ErrorCode.DUPLICATE, new AddToken(HASH, "root", "laptop", Optional.empty()));
        fixture.refuses(
                ErrorCode.INVALID_INPUT,
                new AddToken("cd".repeat(32), "root", "late", Optional.of(fixture.now())));
        assertThat(fixture.run(new RevokeToken(HASH)).label()).isEqualTo("laptop");
        fixture.refuses(ErrorCode.NOT_FOUND, new RevokeToken(HASH));
    }

    @Test
    void anEqualDidIsTheSameAndADifferingOneIsRefused() {
        NewDid file = NewDid.file(did("f"), 5, new Adler32(7));
        List<Long> ids = fixture.run(new AddDids(List.of(file), "root"));
        assertThat(fixture.run(new AddDids(List.of(file), "root"))).isEqualTo(ids);

        fixture.refuses(
                        ErrorCode.FILE_CONSISTENCY_MISMATCH,
                        new AddDids(
                                List.of(
                                        NewDid.file(did("new"), 1, new Adler32(1)),
                                        NewDid.file(did("f"), 6, new Adler32(7))),
                                "root"))
                .hasMessageContaining("5 bytes");
        assertThat(Dids.find(fixture.view(), did("new"))).isEmpty();
        fixture.refuses(
                ErrorCode.DID_ALREADY_EXISTS,
                new AddDids(List.of(NewDid.collection(did("f"), DidType.DATASET)), "root"));
        fixture.refuses(
                ErrorCode.SCOPE_NOT_FOUND,
                new AddDids(List.of(NewDid.file(new Did("no", "f"), 1, new Adler32(1))), "root"));
        fixture.refuses(
                ErrorCode.INVALID_INPUT,
                new AddDids(List.of(NewDid.file(did("neg"), -1, new Adler32(1))), "root"));
        fixture.refuses(ErrorCode.DUPLICATE, new AddScope("demo", "root"));
        fixture.refuses(ErrorCode.INVALID_NAME, new AddScope("a b", "root"));
    }

    @Test
    void datasetsHoldFilesAndContainersCollections() {
        grid.datasets("night", "other");
        grid.containers("run", "campaign");
        grid.files("UK-DISK", "f", 2);
        grid.attach("night", "f0", "f1");
        grid.attach("run", "night");
        grid.attach("campaign", "run");

        assertThat(fixture.view().get(Tables.COUNTERS, CounterKey.content(grid.id("night"))))
                .hasValueSatisfying(count -> assertThat(count.bytes()).isEqualTo(200));
        assertThat(Tree.files(fixture.view(), grid.id("campaign"), 10).items()).isEqualTo(2);
        refused(ErrorCode.UNSUPPORTED_OPERATION, "night", "other", "datasets hold files");
        refused(ErrorCode.UNSUPPORTED_OPERATION, "run", "f0", "datasets hold files");
        refused(ErrorCode.UNSUPPORTED_OPERATION, "f0", "f1", "is a file");
        refused(ErrorCode.UNSUPPORTED_OPERATION, "run", "campaign", "cannot hold itself");
        refused(ErrorCode.UNSUPPORTED_OPERATION, "run", "run", "cannot hold itself");
        refused(ErrorCode.DUPLICATE_CONTENT, "night", "f0", "already");
        refused(ErrorCode.DID_NOT_FOUND, "night", "f9", "does not exist");
        fixture.refuses(ErrorCode.DID_NOT_FOUND, new Detach(did("other"), List.of(did("f0"))))
                .hasMessageContaining("not attached");
        assertThat(
                        fixture.run(
                                new Attach(
                                        did("night"),
                                        List.of(did("f0")),
                                        Attachments.Duplicates.PASSED_OVER)))
                .isZero();
    }

    private void refused(ErrorCode code, String parent, String child, String message) {
        int rows = grid.rows(Tables.CONTENTS);
        fixture.refuses(
                        code,
                        new Attach(
                                did(parent), List.of(did(child)), Attachments.Duplicates.REFUSED))
                .hasMessageContaining(message);
        assertThat(grid.rows(Tables.CONTENTS)).isEqualTo(rows);
    }

    @Test
    void aClosedCollectionTakesNothingUntilItIsOpenedAgain() {
        grid.datasets("night");
        grid.files("UK-DISK", "f", 1);
        fixture.run(new SetOpen(did("night"), false));
        refused(ErrorCode.UNSUPPORTED_OPERATION, "night", "f0", "closed");

        fixture.run(new SetOpen(did("night"), true));
        grid.attach("night", "f0");
        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, new SetOpen(did("f0"), false));
    }

    @Test
    void metadataIsSetAndRemoved() {
        grid.datasets("night");
        fixture.run(new SetMetadata(did("night"), Map.of("band", Optional.of("r"))));
        assertThat(
                        fixture.run(
                                        new SetMetadata(
                                                did("night"),
                                                Map.of(
                                                        "band", Optional.empty(),
                                                        "visit", Optional.of("42"))))
                                .metadata())
                .containsExactly(Map.entry("visit", "42"));
        fixture.refuses(
                ErrorCode.INVALID_INPUT,
                new SetMetadata(did("night"), Map.of("a b", Optional.of("x"))));
    }

    @Test
    void aDeclaredReplicaNeedsAPathWhereTheNameGivesNone() {
        fixture.run(
                new org.godwit.topology.AddRse(
                        "UK-RAW", "UK", org.godwit.model.RseType.DISK, false, Map.of()));
        NewReplica bare = new NewReplica(did("f"), 5, new Adler32(1), Optional.empty());

        fixture.refuses(ErrorCode.INVALID_INPUT, new AddReplicas("UK-RAW", List.of(bare), "root"))
                .hasMessageContaining("path");
        fixture.refuses(
                ErrorCode.INVALID_NAME, new AddReplicas("UK-RAW", List.of(at("../f")), "root"));
        assertThat(Dids.find(fixture.view(), did("f"))).isEmpty();
        fixture.run(new AddReplicas("UK-RAW", List.of(at("a/f")), "root"));
        fixture.run(new AddReplicas("UK-RAW", List.of(at("a/f")), "root"));
        fixture.refuses(ErrorCode.DUPLICATE, new AddReplicas("UK-RAW", List.of(at("b/f")), "root"));
        assertThat(grid.rows(Tables.REPLICAS)).isEqualTo(1);
    }

    private static NewReplica at(String path) {
        return new NewReplica(did("f"), 5, new Adler32(1), Optional.of(path));
    }
}

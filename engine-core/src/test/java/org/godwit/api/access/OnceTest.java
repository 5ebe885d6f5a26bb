package org.godwit.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Json;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Effect;
import org.godwit.decision.ForgetAnswers;
import org.godwit.decision.Grid;
import org.godwit.model.DidType;
import org.godwit.namespace.AddDids;
import org.godwit.namespace.NewDid;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OnceTest {
    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();

    @AfterEach
    void everyIndexAndCounterEqualsAFullScan() {
        fixture.checkDerivedRows();
    }

    private static Once<List<Long>> adding(int account, String key, String request, String name) {
        return new Once<>(
                account,
                key,
                request,
                new AddDids(List.of(NewDid.collection(Grid.did(name), DidType.DATASET)), "root"),
                ids -> new Answer.Json(201, Json.object().put("id", ids.getFirst())));
    }

    private long kept() {
        return fixture.view().get(Tables.COUNTERS, CounterKey.answers()).orElse(Count.ZERO).items();
    }

    @Test
    void theThingAndItsAnswerAreOneChangeSet() {
        Answer.Json first = fixture.run(adding(1, "k", "r", "d"));
        fixture.restart();
        Answer.Json again = fixture.run(adding(1, "k", "r", "d"));

        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.body()).hasToString(first.body().toString());
        assertThat(fixture.lastChanges()).isZero();
        assertThat(kept()).isEqualTo(1);
        fixture.refuses(ErrorCode.DUPLICATE, adding(1, "k", "other", "e"));
        fixture.run(adding(2, "k", "other", "e"));
        assertThat(kept()).isEqualTo(2);
    }

    @Test
    void aRefusalIsNotKept() {
        grid.containers("d");
        fixture.refuses(ErrorCode.DID_ALREADY_EXISTS, adding(1, "k", "r", "d"));
        assertThat(kept()).isZero();
        fixture.run(adding(1, "k", "r2", "e"));
    }

    @Test
    void anAnswerIsForgottenAfterADayAndItsKeyIsFree() {
        fixture.takeEffects();
        fixture.run(adding(1, "k", "r", "d"));
        Instant end = fixture.now().plus(Once.KEPT);
        assertThat(fixture.takeEffects()).contains(new Effect.Due(end));
        fixture.advance(Once.KEPT.minusSeconds(1));
        assertThat(fixture.run(new ForgetAnswers())).contains(end);
        assertThat(kept()).isEqualTo(1);

        fixture.advance(Duration.ofSeconds(1));
        // Also before it was cleared away.
        fixture.run(adding(1, "k", "other", "e"));
        assertThat(kept()).isEqualTo(1);
        fixture.advance(Once.KEPT);
        assertThat(fixture.run(new ForgetAnswers())).isEmpty();
        assertThat(kept()).isZero();
    }

    @Test
    void manyAnswersAreForgottenABoundedNumberAtATime() {
        for (int i = 0; i < 1_500; i++) {
            fixture.run(adding(1, "k" + i, "r", "d" + i));
        }
        fixture.advance(Once.KEPT);
        Optional<Instant> next = fixture.run(new ForgetAnswers());
        assertThat(next)
                .hasValueSatisfying(time -> assertThat(time).isBeforeOrEqualTo(fixture.now()));
        assertThat(kept()).isEqualTo(500);
        assertThat(fixture.run(new ForgetAnswers())).isEmpty();
        assertThat(kept()).isZero();
    }

    @Test
    void anAnswerTooLargeToBeKeptIsRefusedAndNothingIsDone() {
        Once<List<Long>> large =
                new Once<>(
                        1,
                        "k",
                        "r",
                        new AddDids(
                                List.of(NewDid.collection(Grid.did("d"), DidType.DATASET)), "root"),
                        _ -> new Answer.Json(201, Json.object().put("x", "y".repeat(70_000))));
        fixture.refuses(ErrorCode.INVALID_INPUT, large).hasMessageContaining("too large");
        assertThat(org.godwit.namespace.Dids.find(fixture.view(), Grid.did("d"))).isEmpty();
    }
}

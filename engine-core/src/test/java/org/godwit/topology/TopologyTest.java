package org.godwit.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.expression.Dialect;
import org.godwit.model.Protection;
import org.godwit.model.RseType;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopologyTest {
    private final DecisionFixture fixture = new Grid().fixture();

    @BeforeEach
    void forgetEffects() {
        fixture.takeEffects();
    }

    @AfterEach
    void derivedRowsFollow() {
        fixture.checkDerivedRows();
    }

    private List<String> match(String expression) {
        return RseMatch.idsOrFail(fixture.view(), expression, Dialect.RULE).stream()
                .map(id -> Rses.row(fixture.view(), id).name())
                .toList();
    }

    @Test
    void expressionsSeeNamesSitesCountriesColumnsAndAttributes() {
        assertThat(match("FR")).containsExactly("FR-DISK", "FR-SCRATCH");
        assertThat(match("GB")).containsExactly("UK-DISK");
        assertThat(match("country=GB")).containsExactly("UK-DISK");
        assertThat(match("tier=1")).containsExactly("FR-DISK", "US-DISK");
        assertThat(match("rse_type=DISK\\site=FR")).containsExactly("US-DISK", "UK-DISK");
        assertThat(match("US-DISK")).containsExactly("US-DISK");
        assertThat(RseMatch.ids(fixture.view(), "NOWHERE")).isEmpty();
    }

    @Test
    void attributesComeAndGo() {
        fixture.run(new SetRseAttribute("FR-DISK", "tape", "true"));
        assertThat(fixture.takeEffects()).containsExactly(new Effect.TopologyChanged());
        assertThat(match("tape")).containsExactly("FR-DISK");

        fixture.run(new UnsetRseAttribute("FR-DISK", "tape"));
        assertThat(RseMatch.ids(fixture.view(), "tape")).isEmpty();
        fixture.refuses(ErrorCode.NOT_FOUND, new UnsetRseAttribute("FR-DISK", "tape"))
                .hasMessageContaining("rse show FR-DISK");
    }

    @Test
    void refusesWhatDoesNotFit() {
        fixture.refuses(ErrorCode.DUPLICATE, new AddSite("FR", "FR"));
        fixture.refuses(ErrorCode.INVALID_INPUT, new AddSite("DE", "Germany"));
        fixture.refuses(ErrorCode.INVALID_NAME, new AddSite("../DE", "DE"));
        fixture.refuses(ErrorCode.SITE_NOT_FOUND, rse("DE-DISK", "DE"));
        fixture.refuses(ErrorCode.DUPLICATE, rse("FR-DISK", "FR"));
        fixture.refuses(ErrorCode.RSE_NOT_FOUND, new SetRseAttribute("X", "a", "b"));
        fixture.refuses(ErrorCode.INVALID_INPUT, new SetRseAttribute("FR-DISK", "site", "US"));
        fixture.refuses(ErrorCode.INVALID_INPUT, new SetRseAttribute("FR-DISK", "rse_type", "X"));
        fixture.refuses(ErrorCode.INVALID_INPUT, new SetRseAttribute("FR-DISK", "a=b", "c"));
        fixture.refuses(ErrorCode.INVALID_INPUT, new SetRseAttribute("FR-DISK", "a", ""));
        assertThat(fixture.takeEffects()).isEmpty();
    }

    private static AddRse rse(String name, String site) {
        return new AddRse(name, site, RseType.DISK, true, Map.of());
    }

    @Test
    void aLinkKeepsWhatIsNotSet() {
        assertThat(link(Optional.of(5), Optional.empty(), Optional.empty()))
                .isEqualTo(
                        new LinkRow(5, LinkDefaults.ROW.transfersMax(), 0, true, Protection.TLS));
        assertThat(link(Optional.empty(), Optional.of(20), Optional.of(1_000_000L)))
                .isEqualTo(new LinkRow(5, 20, 1_000_000, true, Protection.TLS));
        fixture.refuses(
                ErrorCode.INVALID_INPUT,
                new SetLink(
                        "FR",
                        "US",
                        Optional.of(-1),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        fixture.refuses(
                ErrorCode.INVALID_INPUT,
                new SetLink(
                        "FR",
                        "US",
                        Optional.empty(),
                        Optional.of(0),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private LinkRow link(
            Optional<Integer> distance, Optional<Integer> transfers, Optional<Long> bytes) {
        return fixture.run(
                new SetLink(
                        "FR",
                        "US",
                        distance,
                        transfers,
                        bytes,
                        Optional.empty(),
                        Optional.empty()));
    }
}

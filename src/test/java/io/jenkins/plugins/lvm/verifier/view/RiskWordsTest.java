package io.jenkins.plugins.lvm.verifier.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DrawnRows;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Range;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Risk;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What console and pages say of a verdict that took some of the rows. */
class RiskWordsTest {
    private static final DrawnRows SOME = new DrawnRows(521, 5936, 0.02617, null);
    private static final DrawnRows ALL = new DrawnRows(5936, 5936, 0, null);
    private static final Range ACTUAL = new Range(0.4731, 0.5284);

    private static Verification of(double limit, boolean repeat, DrawnRows rows, @Nullable String whole) {
        return new SampleVerification("a.pt", "gru-stack", 0.5, 1)
                .claiming(0.5).build().toBuilder()
                        .risk(new Risk(
                                limit, 42, repeat, rows, null, rows.left() == 0 ? null : ACTUAL, List.of(), whole))
                        .build();
    }

    private static String text(Verification verification) {
        FactList facts = new FactList();
        RiskWords.add(facts, verification);
        return facts.facts().stream()
                .map(fact -> fact.getName() + ": " + fact.getValue() + "; " + fact.getNote())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void rowsReadAndTheRiskAreSaid() {
        Verification found = of(1e-6, false, SOME, null);

        assertThat(new VerificationView(found).getRows()).isEqualTo("PASSED after 521 of 5,936 rows, risk 1e-6");
        assertThat(RiskWords.after(of(0.05, false, SOME, null))).isEqualTo("after 521 of 5,936 rows, risk 0.05");
        assertThat(RiskWords.after(of(2.5e-10, false, SOME, null))).isEqualTo("after 521 of 5,936 rows, risk 2.5e-10");
        assertThat(text(found)).contains("521 of 5,936", "in a random order, seed 42, until the verdict was certain");
    }

    @Test
    void whatIsKnownOfAllRowsIsSaid() {
        assertThat(RiskWords.known(of(1e-6, false, SOME, null)))
                .isEqualTo("on all rows the actual is from 0.4731 to 0.5284; no prediction of these rows is zero or not"
                        + " finite, so that less than 2.6% of all are");
    }

    @Test
    void aRepeatClaimsNoRisk() {
        Verification repeat = of(1e-6, true, SOME, null);

        assertThat(new VerificationView(repeat).getRows())
                .isEqualTo("PASSED after 521 of 5,936 rows, repeat, risk not claimed");
        assertThat(text(repeat)).contains("repeat, risk not claimed").doesNotContain("1e-6");
    }

    @Test
    void allRowsAreSaidToBeAllAndWhy() {
        Verification whole = of(1e-6, false, ALL, "the diagnosis needs them");

        assertThat(RiskWords.after(whole)).isEqualTo("after all 5,936 rows: the diagnosis needs them");
        assertThat(RiskWords.known(whole)).isNull();
        assertThat(text(whole)).contains("5,936 of 5,936", "all: the diagnosis needs them");
    }

    @Test
    void withoutARiskNothingIsSaid() {
        Verification plain = new SampleVerification("a.pt", "gru-stack", 0.5, 1)
                .claiming(0.5)
                .build();

        assertThat(RiskWords.after(plain)).isNull();
        assertThat(RiskWords.known(plain)).isNull();
        assertThat(new VerificationView(plain).getRows()).isNull();
    }
}

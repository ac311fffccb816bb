package io.jenkins.plugins.lvm.verifier.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Articles;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Leak;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Neighbours;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Successors;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Targets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** From what stands where in the rows to findings, without any model. */
class WindowRulesTest extends RuleFacts {
    private static final Leak NO_LEAK = new Leak(100, 2, List.of(0L, 0L, 0L, 0L, 2L));
    private static final Neighbours SLIDING = new Neighbours(90, 90, 0);
    private static final Targets NEXT = targets(Map.of(1, 80L, 2, 1L));
    private static final Successors IN_ORDER = new Successors(80, 80, 0, 0);
    private static final Articles TOGETHER = new Articles(90, 1);

    // Windows.

    @Test
    void saysNothingOfWindowsThatSlide() {
        assertThat(WindowChecks.findings(falls(), new WindowFacts(NO_LEAK, SLIDING, NEXT, IN_ORDER, TOGETHER)))
                .isEmpty();
    }

    @Test
    void saysNothingOfRowsInAnyOrderOrWithoutOverlap() {
        Targets anywhere = targets(Map.of(1, 3L, -4, 2L, 7, 2L));
        assertThat(WindowChecks.findings(
                        falls(), new WindowFacts(NO_LEAK, new Neighbours(3, 0, 0), anywhere, IN_ORDER, TOGETHER)))
                .isEmpty();
        assertThat(WindowChecks.findings(
                        falls(),
                        new WindowFacts(
                                NO_LEAK, new Neighbours(90, 0, 0), targets(Map.of()), IN_ORDER, new Articles(0, 0))))
                .isEmpty();
    }

    @Test
    void aTargetInItsContextIsAnErrorEvenWhereTheClaimIsMet() {
        Leak leak = new Leak(100, 100, List.of(0L, 0L, 0L, 0L, 100L));
        Finding finding = only(WindowChecks.findings(
                meets(), new WindowFacts(leak, SLIDING, targets(Map.of(0, 80L)), IN_ORDER, TOGETHER)));

        assertThat(finding.code()).isEqualTo("LEAK");
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.explanation()).contains("most often the last");
    }

    @Test
    void aFewRepeatedParagraphsAreNoLeak() {
        assertThat(WindowChecks.findings(
                        falls(),
                        new WindowFacts(
                                new Leak(100, 9, List.of(0L, 0L, 0L, 0L, 9L)), SLIDING, NEXT, IN_ORDER, TOGETHER)))
                .isEmpty();
    }

    @Test
    void targetsThatStandRowsAwayAreShifted() {
        Finding finding = only(WindowChecks.findings(
                falls(), new WindowFacts(NO_LEAK, SLIDING, targets(Map.of(3, 70L, 1, 2L)), IN_ORDER, TOGETHER)));

        assertThat(finding.code()).isEqualTo("SHIFT");
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.evidence()).containsEntry("movedByRows", 2);
    }

    @Test
    void targetsInAnotherOrderAreToldByWhatComesAfterEachContext() {
        Targets anywhere = targets(Map.of(-4, 2L, 7, 2L));

        Finding finding = only(WindowChecks.findings(
                falls(), new WindowFacts(NO_LEAK, SLIDING, anywhere, new Successors(80, 2, 70, 3), TOGETHER)));
        assertThat(finding.code()).isEqualTo("SHIFT");
        assertThat(finding.title()).isEqualTo("Targets and contexts are in different orders");
        assertThat(WindowChecks.findings(
                        falls(), new WindowFacts(NO_LEAK, SLIDING, anywhere, new Successors(80, 40, 30, 3), TOGETHER)))
                .as("half of them are right")
                .isEmpty();
        assertThat(WindowChecks.findings(
                        falls(), new WindowFacts(NO_LEAK, SLIDING, anywhere, new Successors(80, 0, 3, 1), TOGETHER)))
                .as("what comes after them is nowhere a target: they were encoded otherwise")
                .isEmpty();
    }

    @Test
    void targetsMovedBackStandInMostContextsButNotWhereAnArticleBegins() {
        Leak most = new Leak(100, 85, List.of(0L, 0L, 85L, 0L, 0L));
        Finding finding = only(WindowChecks.findings(
                falls(), new WindowFacts(most, SLIDING, targets(Map.of(-2, 70L)), IN_ORDER, TOGETHER)));

        assertThat(finding.code()).isEqualTo("SHIFT");
        assertThat(finding.evidence()).containsEntry("movedByRows", -3);
    }

    @Test
    void rowsThatOverlapOnlyThoseOfOtherArticlesTellThatMetadataIsMixedUp() {
        assertThat(only(WindowChecks.findings(
                                falls(), new WindowFacts(NO_LEAK, SLIDING, NEXT, IN_ORDER, new Articles(60, 50))))
                        .code())
                .isEqualTo("METADATA_ORDER");
    }

    private static Targets targets(Map<Integer, Long> offsets) {
        return new Targets(offsets.values().stream().mapToLong(Long::longValue).sum(), new TreeMap<>(offsets));
    }
}

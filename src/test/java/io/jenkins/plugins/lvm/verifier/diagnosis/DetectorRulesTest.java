package io.jenkins.plugins.lvm.verifier.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.diagnosis.EpochFacts.Earlier;
import io.jenkins.plugins.lvm.verifier.diagnosis.EpochFacts.Epoch;
import io.jenkins.plugins.lvm.verifier.diagnosis.EpochFacts.Sibling;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From facts to findings, without any model. */
class DetectorRulesTest extends RuleFacts {
    // One change, and the model run again.

    @Test
    void aRunThatReproducesTheClaimExactlyNamesItsCause() {
        Facts facts = falls();
        List<Finding> findings = RerunChecks.findings(
                facts,
                new RerunFacts(List.of(
                        new RerunFacts.Result(Rerun.CONTEXTS_REVERSED, "", CLAIM + 1e-7),
                        new RerunFacts.Result(Rerun.CONTEXTS_UNIT, "", CLAIM - 1e-5))));

        assertThat(findings).extracting(Finding::code).containsExactly("CONTEXT_ORDER");
        assertThat(findings.get(0).explainsGap()).isGreaterThan(0.999);
    }

    @Test
    void aRunThatChangesNothingProvesNothing() {
        Gap met = gap(CLAIM + 1e-7);
        assertThat(RerunChecks.findings(
                        facts(met), new RerunFacts(List.of(new RerunFacts.Result(Rerun.OTHER_WEIGHTS, "ema", CLAIM)))))
                .isEmpty();
    }

    @Test
    void onOtherRowsOnlyALargeGapThatIsClosedCounts() {
        RerunFacts reruns = new RerunFacts(List.of(new RerunFacts.Result(Rerun.CONTEXTS_REVERSED, "", CLAIM - 0.004)));
        Sampling sampling = new Sampling(0.01, 0.015);

        assertThat(RerunChecks.findings(facts(new Gap(CLAIM, CLAIM + 0.02, false, sampling)), reruns))
                .isEmpty();
        assertThat(only(RerunChecks.findings(facts(new Gap(CLAIM, CLAIM - 0.2, false, sampling)), reruns))
                        .severity())
                .isEqualTo(Severity.WARNING);
    }

    // Other quantities.

    @Test
    void aClaimThatIsAnotherQuantityIsNamed() {
        Finding finding = quantity(
                        1 - 0.4678562288 + 1e-8, List.of(kind("the loss", 1 - 0.4678562288), kind("x", 0.1)), true)
                .orElseThrow();

        assertThat(finding.code()).isEqualTo("CLAIM_KIND");
        assertThat(finding.explanation()).contains("is the loss, on the same rows");
    }

    @Test
    void percentIsNamedThoughNoCosineCanBeIt() {
        assertThat(quantity(53.21437712, List.of(kind("in percent", 53.21437716), kind("x", 0.1)), true))
                .map(Finding::code)
                .contains("CLAIM_KIND");
    }

    @Test
    void neitherARoundedClaimNorANearOneNorOtherRowsProveAQuantity() {
        List<Trial> loss = List.of(kind("the loss", 0.5321437), kind("x", 0.1));

        assertThat(quantity(0.53, loss, true)).isEmpty();
        assertThat(quantity(0.5321437 + 2e-5, loss, true)).isEmpty();
        assertThat(quantity(0.5321437, loss, false)).isEmpty();
    }

    @Test
    void oneOfThousandsOfSubsetsIsCoincidenceUnlessItIsExact() {
        List<Trial> subsets = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            subsets.add(trial(Factor.SUBSET, "the first " + i, 0.53 + i * 2e-6));
        }
        assertThat(quantity(0.5310000 + 9e-7, subsets, true)).isEmpty();
    }

    // Epochs.

    @Test
    void anEntryOfTheHistoryThatTheWeightsReachIsTheirEpoch() {
        EpochFacts epochs = new EpochFacts(
                List.of(new Epoch("epoch 2", CLAIM), new Epoch("epoch 4", 0.4321998)), List.of(), List.of());

        assertThat(EpochChecks.finding(facts(gap(0.4321998)), epochs))
                .map(Finding::code)
                .contains("OTHER_EPOCH");
        assertThat(EpochChecks.finding(facts(gap(0.44)), epochs)).isEmpty();
        assertThat(EpochChecks.finding(meets(), epochs)).isEmpty();
    }

    @Test
    void theSameTensorsUnderAnotherClaimAreStale() {
        EpochFacts epochs = new EpochFacts(List.of(), List.of(new Sibling("e2.pt", 0.4321998, List.of())), List.of());

        assertThat(EpochChecks.finding(facts(gap(0.4321998)), epochs))
                .map(Finding::code)
                .contains("STALE");
        assertThat(EpochChecks.finding(
                        facts(gap(0.4321998)),
                        new EpochFacts(List.of(), List.of(new Sibling("e2.pt", CLAIM, List.of("w"))), List.of())))
                .map(Finding::code)
                .contains("OTHER_EPOCH");
        assertThat(EpochChecks.finding(
                        falls(),
                        new EpochFacts(List.of(), List.of(new Sibling("e2.pt", 0.5, List.of("w"))), List.of())))
                .isEmpty();
    }

    /** Of ten thousand epochs that end within a hundredth some one is as near as any number, and rounded ones are near many. */
    @Test
    void aLongOrRoundedHistoryTellsNothingByChance() {
        List<Epoch> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(new Epoch("epoch " + i, 0.4321998 + (i - 5000) * 1e-6 + 4e-7));
        }
        List<Epoch> rounded = List.of(new Epoch("epoch 1", 0.4322), new Epoch("epoch 2", 0.5321));

        assertThat(EpochChecks.finding(facts(gap(0.4321998)), new EpochFacts(many, List.of(), List.of())))
                .isEmpty();
        assertThat(EpochChecks.finding(facts(gap(0.4321998)), new EpochFacts(rounded, List.of(), List.of())))
                .isEmpty();
    }

    @Test
    void aRoundedClaimIsNotAnothersBecauseThatOneIsRoundedToTheSame() {
        Gap rounded = new Gap(0.5321, 0.4321998, true, new Sampling(0.004, 0.01));
        EpochFacts epochs = new EpochFacts(
                List.of(),
                List.of(new Sibling("e2.pt", 0.5321, List.of("w"))),
                List.of(new Earlier("lvm #3, e2.pt", 0.5321, 0.53207, true)));

        assertThat(EpochChecks.finding(facts(rounded), epochs)).isEmpty();
    }

    @Test
    void whatWasVerifiedBeforeTellsWhoseWeightsAndWhoseClaimItIs() {
        assertThat(earlier(new Earlier("lvm #3, e2.pt", 0.4321998, 0.4321998, true)))
                .get()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("STALE");
                    assertThat(finding.explainsGap()).isEqualTo(1.0);
                    assertThat(finding.explanation()).contains("lvm #3, e2.pt");
                });
        assertThat(earlier(new Earlier("lvm #3, e2.pt", CLAIM, CLAIM, true)))
                .get()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("OTHER_EPOCH");
                    assertThat(finding.explainsGap()).isEqualTo(1.0);
                });
        assertThat(earlier(new Earlier("lvm #3, e2.pt", CLAIM, 0.5, true)).map(Finding::explainsGap))
                .as("an earlier one that does not meet it, either, does not own it")
                .isEmpty();
        assertThat(earlier(new Earlier("lvm #3, e2.pt", 0.4321998, 0.5, false)).map(Finding::code))
                .as("the weights reach what another checkpoint claims")
                .contains("OTHER_EPOCH");
    }

    /** The same file, or the same weights in another file, gives another number on other data, by another function, on another device. */
    @Test
    void anEarlierNumberThatIsNotComparableTellsNothing() {
        assertThat(earlier(new Earlier("lvm #3, e2.pt", CLAIM, CLAIM, false))).isEmpty();
        assertThat(earlier(new Earlier("lvm #3, e2.pt", 0.6, 0.4321998, false))).isEmpty();
        assertThat(earlier(new Earlier("lvm #3, e2.pt", 0.6, 0.4321998 + 1e-7, true)))
                .isEmpty();
        assertThat(earlier(new Earlier("lvm #3, e2.pt", CLAIM, 0.4321998, true)))
                .as("the same checkpoint once more")
                .isEmpty();
    }

    private static Optional<Finding> earlier(Earlier other) {
        return EpochChecks.finding(facts(gap(0.4321998)), new EpochFacts(List.of(), List.of(), List.of(other)));
    }

    // Weights.

    @Test
    void whatWasNotSavedIsNamedOnlyWhereTheModelFallsShort() {
        LoadedFacts lost = new LoadedFacts(true, false, "");

        assertThat(only(LoadedChecks.findings(falls(), lost)).title()).contains("residual wrapper");
        assertThat(LoadedChecks.findings(meets(), lost)).isEmpty();
        assertThat(LoadedChecks.findings(falls(), new LoadedFacts(true, true, "")))
                .isEmpty();
    }

    @Test
    void roundedWeightsAreTheCauseOnlyWhereRoundingMatters() {
        assertThat(NarrownessChecks.finding(falls(), new NarrownessFacts("bfloat16", List.of(0.3, 0.5, 0.41))))
                .map(Finding::code)
                .contains("LOW_PRECISION");
        assertThat(NarrownessChecks.finding(falls(), new NarrownessFacts("bfloat16", List.of(0.4321, 0.4322))))
                .isEmpty();
    }

    @Test
    void oneTensorThatRestoresTheModelIsBlamedAndManyAreNot() {
        assertThat(BlameChecks.finding(falls(), blamed(List.of("w"), 0.53)))
                .map(Finding::code)
                .contains("TENSOR_BLAME");
        assertThat(BlameChecks.finding(falls(), blamed(List.of("v", "w"), 0.53)))
                .isEmpty();
        assertThat(BlameChecks.finding(falls(), blamed(List.of("w"), 0.49)))
                .map(Finding::title)
                .contains("One tensor makes most of the difference");
        assertThat(BlameChecks.finding(falls(), blamed(List.of("w"), 0.47))).isEmpty();
    }

    @Test
    void tensorsAreFewWhereAllOthersAreTheSame() {
        List<String> layer = List.of("v", "w");
        BlameFacts.Reached reached = new BlameFacts.Reached(0.43, 0.53, 0.53, 0.53);

        assertThat(BlameChecks.finding(falls(), new BlameFacts("good.pt", reached, 2, 12, layer, "", 9)))
                .map(Finding::title)
                .contains("A few tensors are damaged");
        assertThat(BlameChecks.finding(falls(), new BlameFacts("good.pt", reached, 2, 3, layer, "", 9)))
                .isEmpty();
    }

    @Test
    void whereTheBaselineIsNoBetterHalfOfTheGapIsEnough() {
        BlameFacts.Reached half = new BlameFacts.Reached(0.43, 0.44, 0.53, 0.49);
        BlameFacts.Reached less = new BlameFacts.Reached(0.43, 0.44, 0.53, 0.47);

        assertThat(BlameChecks.finding(
                        falls(), new BlameFacts("early.pt", half, 12, 12, List.of("w"), "rows 0 to 3 of 8", 15)))
                .map(Finding::explanation)
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("w differs in rows 0 to 3 of 8.")
                        .contains("12 of 12 tensors differ."));
        assertThat(BlameChecks.finding(falls(), new BlameFacts("early.pt", less, 12, 12, List.of("w"), "", 15)))
                .isEmpty();
    }

    private static BlameFacts blamed(List<String> tensors, double restored) {
        return new BlameFacts("good.pt", new BlameFacts.Reached(0.43, 0.53, 0.53, restored), 3, 3, tensors, "", 9);
    }

    @Test
    void vectorsOfAnotherSpaceNeedDataThatIsSoundAndAModelThatLooksElsewhere() {
        Facts collapsed = facts(gap(0.1));

        assertThat(SpaceChecks.finding(collapsed, new SpaceFacts(0.1, 0.7, 0.8, 0.4, 0.48, 0.1)))
                .map(Finding::code)
                .contains("OTHER_SPACE");
        assertThat(SpaceChecks.finding(collapsed, new SpaceFacts(0.9, 0.9, 0.8, 0.4, 0.48, 0.1)))
                .isEmpty();
        assertThat(SpaceChecks.finding(collapsed, new SpaceFacts(0.1, 0.7, 0.8, 0.4, 0.1, 0.1)))
                .isEmpty();
        assertThat(SpaceChecks.finding(falls(), new SpaceFacts(0.1, 0.7, 0.8, 0.4, 0.48, 0.1)))
                .isEmpty();
    }

    @Test
    void aNormalisationWithoutABatchIsNamed() {
        assertThat(BatchNormCheck.finding(meets(), new BatchNormFacts(List.of("input_norm"))))
                .map(Finding::code)
                .contains("BATCH_NORM");
        assertThat(BatchNormCheck.finding(meets(), new BatchNormFacts(List.of())))
                .isEmpty();
    }

    private static Optional<Finding> quantity(double stated, List<Trial> trials, boolean reproducible) {
        Trial measured = new Trial(Set.of(), "lstm", null, "articles", "mean of samples", 0.4678562288);
        return QuantityChecks.finding(
                new Facts(BARE, null, List.of()), new QuantityFacts(stated, measured, reproducible, trials));
    }

    private static Trial kind(String words, double value) {
        return trial(Factor.KIND, words, value);
    }

    private static Trial trial(Factor factor, String words, double value) {
        return new Trial(Set.of(factor), "lstm", null, "articles", words, value);
    }
}

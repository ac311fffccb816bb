package io.jenkins.plugins.lvm.verifier.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.verifier.contract.DataProfileBuilder;
import io.jenkins.plugins.lvm.verifier.contract.RecordedPath;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Diagnosis;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Reference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VerificationViewTest {
    private static final Verification BROKEN = new SampleVerification("amn.pt", "additive-memory", -0.0073, 1)
            .claiming(0.5329)
            .alternative("attention-mixture", 0.5329)
            .build();

    @Test
    void histogramHasABarForEachBinWithItsCount() {
        final String svg = new VerificationView(BROKEN).getHistogramSvg();

        final long rows = Pattern.compile("([\\d,]+) rows? \\(")
                .matcher(svg)
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1).replace(",", "")))
                .sum();
        assertThat(rows).isEqualTo(2000);
        assertThat(svg).contains("actual -0.0073", "claim 0.5329");
    }

    /** What a reader with a screen reader hears, and what stands beside bars and lines. */
    @Test
    void everyWordOfTheHistogramCanBeTranslated() {
        String svg = new VerificationView(BROKEN).histogramSvg(phrase -> phrase.replaceAll("[A-Za-z]+", "Wort"));

        assertThat(svg).contains("aria-label=\"Wort Wort Wort Wort Wort 2,000 Wort; Wort -0.0073; Wort 0.5329\"");
        assertThat(Pattern.compile(">([^<]*)<").matcher(svg).results().map(text -> text.group(1)))
                .noneMatch(text -> text.replaceAll("Wort|&lt;", "").matches(".*[A-Za-z]{2}.*"));
        assertThat(HistogramSvg.of(BROKEN))
                .contains("aria-label=\"Histogram of the cosines of 2,000 rows; actual -0.0073; claim 0.5329\"");
    }

    @Test
    void tableHoldsTheSameNumbersAsTheHistogram() {
        assertThat(new VerificationView(BROKEN)
                        .getHistogram().stream()
                                .mapToLong(bin -> Long.parseLong(bin.getCount().replace(",", "")))
                                .sum())
                .isEqualTo(2000);
    }

    @Test
    void pictureCarriesNoTextFromTheReport() {
        final Verification hostile = new SampleVerification("<script>alert(1)</script>", "<img src=x>", 0.5, 1).build();
        assertThat(HistogramSvg.of(hostile)).doesNotContain("script", "<img", "alert");
    }

    @Test
    void headlineSaysWhatTheVerdictRestsOn() {
        assertThat(new VerificationView(BROKEN).getHeadline())
                .isEqualTo("The checkpoint claims 0.5329, reaches -0.0073: it predicts no better than chance.");
        assertThat(new VerificationView(new SampleVerification("a", "b", 0.5, 1)
                                .claiming(0.52)
                                .build())
                        .getHeadline())
                .isEqualTo("The checkpoint claims 0.5200, reaches 0.5000: the gap is within the thresholds.");
        assertThat(new VerificationView(new SampleVerification("a", "b", 0.5, 1).build()).getHeadline())
                .contains("no metric");
    }

    @Test
    void headlineNamesWhatNoGapShows() {
        assertThat(new VerificationView(new SampleVerification("a", "b", 0.5, 1)
                                .claiming(0.5)
                                .alternative("c", -0.01)
                                .build())
                        .getHeadline())
                .isEqualTo(
                        "The checkpoint claims 0.5000, reaches 0.5000: forward definitions that fit its weights disagree by"
                                + " 0.5100, and none is named as the one that serves.");
    }

    @Test
    void whatWasMissedComesFirstAmongTheGatesAndEachSaysWhatItIs() {
        assertThat(new VerificationView(BROKEN).getGates())
                .extracting(GateLine::getOutcome)
                .startsWith("FAILED", "FAILED")
                .endsWith("PASSED");
        assertThat(new VerificationView(BROKEN).getGates())
                .extracting(GateLine::getName)
                .doesNotHaveDuplicates();
        assertThat(new VerificationView(BROKEN).getGates().get(0).getLimits())
                .isEqualTo("> 0.0500 UNSTABLE, > 0.1000 FAILED");
        assertThat(new VerificationView(BROKEN).getGates())
                .extracting(GateLine::getMeaning)
                .doesNotContainNull()
                .contains("how far the model falls short of its claim");
    }

    @Test
    void evidenceIsReadableWhateverItsShape() {
        final Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("reproducedBy", "gru-stack");
        evidence.put("itsValue", -0.0036600);
        evidence.put("meanDifference", 3.66e-10);
        evidence.put("untrained", List.of("lstm.weight_hh_l0", "lstm.weight_ih_l1"));
        evidence.put("coherence", Map.of("now", 0.73));
        evidence.put("gru-stack", 12L);
        final Verification found = new SampleVerification("a", "b", 0.5, 1)
                .finding(new Finding("SPLIT", Severity.INFO, "title", "explanation", evidence, 0.25))
                .build();

        assertThat(new VerificationView(found).getFindings().get(0).getEvidence())
                .extracting(Fact::getName, Fact::getValue)
                .containsExactly(
                        tuple("explains", "25% of the gap"),
                        tuple("reproduced by", "gru-stack"),
                        tuple("its value", "-0.0037"),
                        tuple("mean difference", "3.7e-10"),
                        tuple("untrained", "lstm.weight_hh_l0, lstm.weight_ih_l1"),
                        tuple("coherence", "now 0.7300"),
                        tuple("gru-stack", "12"));
    }

    @Test
    void muchEvidenceIsSummedUp() {
        assertThat(withEvidence(12).getEvidenceSummary()).isNull();
        assertThat(withEvidence(13).getEvidenceSummary()).isEqualTo("Evidence: 13 entries");
    }

    private static FindingView withEvidence(final int size) {
        final Map<String, Object> evidence = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            evidence.put("shapes." + i, i);
        }
        final Verification found = new SampleVerification("a", "b", 0.5, 1)
                .finding(new Finding("CONFIGURATION", Severity.WARNING, "title", "explanation", evidence, null))
                .build();
        return new VerificationView(found).getFindings().get(0);
    }

    @Test
    void profileComparisonsAndTheSearchForCausesAreTold() {
        final Verification found = new SampleVerification("a", "b", 0.5, 1)
                .claiming(0.6)
                .profile(new DataProfileBuilder()
                        .rows(4096)
                        .norm(1)
                        .normDeviation(0.01)
                        .targetNorm(1.02)
                        .coherence(0.4859)
                        .continuation(0.4856)
                        .mean("")
                        .meanError(0.001)
                        .deviations("")
                        .build())
                .comparison(new Comparison(Reference.DEVICE, "cuda:0", 2e-5, 4e-3, 17, 1e-4, 1e-3, false))
                .diagnosis(new Diagnosis(62, 2400, List.of("head counts: too many rows"), 1.19))
                .build();
        final VerificationView view = new VerificationView(found);

        assertThat(view.getDiagnosis())
                .isEqualTo("62 alternatives were tried on 2,400 rows in 1.2 s. Left out: head counts: too many rows.");
        assertThat(view.getProfile())
                .extracting(Fact::getName, Fact::getValue)
                .contains(tuple("Coherence of the contexts", "0.4859"), tuple("Norm of the targets", "1.0200"));
        assertThat(view.getNumbers())
                .filteredOn(fact -> fact.getName().equals("Against cuda:0"))
                .singleElement()
                .satisfies(fact -> assertThat(fact.getValue() + " " + fact.getNote())
                        .contains("+2.0e-05", "more than is in order", "number 17", "4.0e-03", "1e-03"));
        assertThat(new VerificationView(BROKEN).getDiagnosis()).isNull();
        assertThat(new VerificationView(BROKEN).getProfile()).isEmpty();
    }

    @Test
    void baselineStandsBesideTheCheckpoint() {
        final Verification earlier = new SampleVerification("old.pt", "gru-stack", 0.55, 2)
                .claiming(0.55)
                .build();
        final VerificationView view = new VerificationView(new SampleVerification("new.pt", "gru-stack", 0.5, 1)
                .claiming(0.52)
                .baseline(
                        "#12 of main",
                        earlier,
                        new Difference(-0.05, 0.01, "CLUSTERED_BY_ARTICLE", -0.07, -0.03, 400L, 1600L))
                .build());

        assertThat(view.getBaselineSummary())
                .isEqualTo("Row by row the cosine differs by -0.0500 on average, 95 % confidence interval -0.0700 to"
                        + " -0.0300; it is better on 400 rows and worse on 1,600.");
        assertThat(view.getSideBySide())
                .filteredOn(line -> line.getName().equals("Claim"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getOurs()).isEqualTo("0.5200");
                    assertThat(line.getTheirs()).isEqualTo("0.5500");
                    assertThat(line.getDifference()).isEqualTo("-0.0300");
                });
        assertThat(new VerificationView(earlier).getBaseline()).isNull();
    }

    @Test
    void baselineOnOtherRowsIsLabelledSo() {
        final Verification earlier = new SampleVerification("old.pt", "gru-stack", 0.55, 2).build();
        final VerificationView view = new VerificationView(new SampleVerification("new.pt", "gru-stack", 0.5, 1)
                .baseline("#12", earlier, new Difference(-0.05, null, "UNPAIRED", null, null, null, null))
                .build());

        assertThat(view.getBaselineSummary())
                .isEqualTo("Not paired, because it was verified on other rows: the means differ by -0.0500.");
    }

    @Test
    void figuresAreShortAndHaveTheirSign() {
        assertThat(NumberFormats.difference(-0.00001)).isEqualTo("0.0000");
        assertThat(NumberFormats.difference(0.01)).isEqualTo("+0.0100");
        assertThat(NumberFormats.difference(null)).isEqualTo(NumberFormats.NONE);
        assertThat(NumberFormats.shortCount(584_545)).isEqualTo("585k");
        assertThat(NumberFormats.shortCount(999_600)).isEqualTo("1.0M");
        assertThat(NumberFormats.shortCount(999)).isEqualTo("999");
        assertThat(NumberFormats.percent(0.0005)).isEqualTo("0.05%");
        assertThat(RecordedPath.fileName("C:\\data\\x.npz")).isEqualTo("x.npz");
    }
}

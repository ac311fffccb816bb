package io.jenkins.plugins.lvm.verifier.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
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
                .isEqualTo("The checkpoint claims 0.5329, reaches -0.0073.");
        assertThat(new VerificationView(new SampleVerification("a", "b", 0.5, 1)
                                .claiming(0.52)
                                .build())
                        .getHeadline())
                .isEqualTo("The checkpoint claims 0.5200, reaches 0.5000: the gap is within the thresholds.");
        assertThat(new VerificationView(new SampleVerification("a", "b", 0.5, 1).build()).getHeadline())
                .contains("no metric");
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
        assertThat(Figures.difference(-0.00001)).isEqualTo("0.0000");
        assertThat(Figures.difference(0.01)).isEqualTo("+0.0100");
        assertThat(Figures.difference(null)).isEqualTo(Figures.NONE);
        assertThat(Figures.shortCount(584_545)).isEqualTo("585k");
        assertThat(Figures.shortCount(999_600)).isEqualTo("1.0M");
        assertThat(Figures.shortCount(999)).isEqualTo("999");
        assertThat(Figures.percent(0.0005)).isEqualTo("0.05%");
        assertThat(Figures.fileName("C:\\data\\x.npz")).isEqualTo("x.npz");
    }
}

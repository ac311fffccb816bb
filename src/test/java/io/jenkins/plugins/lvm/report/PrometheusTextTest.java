package io.jenkins.plugins.lvm.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrometheusTextTest {
    @Test
    void whatSomebodyChoseCannotEndALabel() {
        assertThat(PrometheusText.label("model", "a\"} 1\nlvm_x{b=\"\\"))
                .isEqualTo("model=\"a\\\"} 1\\nlvm_x{b=\\\"\\\\\"");
    }

    @Test
    void numbersAreSpeltAsTheFormatHasThem() {
        assertThat(PrometheusText.number(0.5329)).isEqualTo("0.5329");
        assertThat(PrometheusText.number(-1e-7)).isEqualTo("-1.0E-7");
        assertThat(PrometheusText.number(3)).isEqualTo("3");
        assertThat(PrometheusText.number(1793426400)).isEqualTo("1793426400");
        assertThat(PrometheusText.number(Double.NaN)).isEqualTo("NaN");
        assertThat(PrometheusText.number(Double.NEGATIVE_INFINITY)).isEqualTo("-Inf");
    }
}

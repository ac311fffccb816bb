package io.jenkins.plugins.lvm.verifier.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationCheckTest {
    @Test
    void comparesNumbersByValueAndIgnoresWhatTheWeightsDoNotTell() {
        assertThat(ConfigurationCheck.finding(Map.of("d_model", 256L, "dropout", 0.2), Map.of("d_model", 256)))
                .isEmpty();
        assertThat(ConfigurationCheck.finding(Map.of("d_model", 512L), Map.of("d_model", 256)))
                .hasValueSatisfying(finding ->
                        assertThat(finding.explanation()).contains("d_model is recorded as 512, the weights have 256"));
    }

    @Test
    void hostileValuesStillMakeAReport() {
        for (final Object said : new Object[] {Double.NaN, Double.POSITIVE_INFINITY, "x".repeat(1 << 20), "\u0000"}) {
            assertThat(ConfigurationCheck.finding(Map.of("d_model", said), Map.of("d_model", 256)))
                    .hasValueSatisfying(
                            finding -> assertThat(ContractJson.render(finding)).hasSizeLessThan(2000));
        }
    }
}

package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.report.VerificationStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesNameTest {
    private static final String WORKSPACE = "/agent/workspace/job";

    @ParameterizedTest
    @CsvSource({
        "/agent/workspace/job/models/amn_20251030_014203/best_model.pt, models/amn_*/best_model.pt",
        "/agent/workspace/job/models/amn_2025-10-30T01-42/best.pt, models/amn_*/best.pt",
        "/agent/workspace/job/amn-20251030.pt, amn-*.pt",
        "/agent/workspace/job/run-1761788523/best.pt, run-*/best.pt",
        "/agent/workspace/job/gru_584k_ctx5/best_768.pt, gru_584k_ctx5/best_768.pt",
        "/agent/workspace/job/version-123456789012/best.pt, version-123456789012/best.pt",
        "/data/models/20240229/best.pt, /data/models/*/best.pt",
        "/agent/workspace/job/20253199/best.pt, 20253199/best.pt"
    })
    void isThePathWithoutTheTimeOfTheRun(final String path, final String series) {
        assertThat(SeriesName.ofPath(WORKSPACE, path)).isEqualTo(series);
    }

    @ParameterizedTest
    @CsvSource({
        "models/amn_*/best_model.pt, models-amn_-best_model.pt",
        "/data/x.pt, data-x.pt",
        "gru, gru",
        "..., model",
        "'<script>', script",
        "../../etc/passwd, etc-passwd"
    })
    void makesAnIdThatIsFitForAFile(final String series, final String id) {
        assertThat(SeriesName.id(series)).isEqualTo(id);
        assertThat(VerificationStore.isValidId(id)).isTrue();
    }

    @Test
    void boundsIdsAndKeepsThemApart() {
        final String one = SeriesName.id("a/".repeat(200) + "one");
        final String two = SeriesName.id("a/".repeat(200) + "two");

        assertThat(one).hasSizeLessThanOrEqualTo(100).isNotEqualTo(two);
        assertThat(VerificationStore.isValidId(one)).isTrue();
    }
}

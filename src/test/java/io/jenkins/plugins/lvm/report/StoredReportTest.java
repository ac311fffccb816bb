package io.jenkins.plugins.lvm.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.verifier.baseline.StoredBaseline;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.view.Fact;
import io.jenkins.plugins.lvm.verifier.view.VerificationView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Reports of schemaVersion 1: what a build has stored, and what people keep as baselines. */
class StoredReportTest {
    private static final Path BUILD = Path.of("src/test/resources/stored-result");
    private static final Path REPORT = BUILD.resolve("lvm-verification/gru.json");

    private static JsonObject json() throws IOException {
        return JsonParser.parseString(Files.readString(REPORT)).getAsJsonObject();
    }

    private static void requireMigrated(VerificationReport report) throws IOException {
        JsonObject stored = json();
        JsonObject naive =
                stored.getAsJsonArray("verifications").get(0).getAsJsonObject().getAsJsonObject("baselines");
        assertThat(stored.get("schemaVersion").getAsInt()).isEqualTo(1);
        Verification found = report.verifications().get(0);
        assertThat(report.schemaVersion()).isEqualTo(2);
        assertThat(found.naivePredictors().copyLast())
                .isEqualTo(naive.get("copyLast").getAsDouble());
        assertThat(found.naivePredictors().contextMean())
                .isEqualTo(naive.get("contextMean").getAsDouble());
        ReportCheck.requireSound(found);
        assertThat(new VerificationView(found).getNumbers())
                .filteredOn(fact -> fact.getNote().equals("naive predictor"))
                .extracting(Fact::getName)
                .containsExactly("Copying the last vector", "Mean of the context");
    }

    @Test
    void buildsOfVersionOneAreRead() throws IOException {
        requireMigrated(new VerificationStore(BUILD.toFile()).load("gru"));
    }

    @Test
    void baselineReportsOfVersionOneAreRead() throws IOException {
        requireMigrated(StoredBaseline.read(REPORT));
    }

    @Test
    void whatIsWrittenNowHasTheNewNameAndIsReadAsItIs() throws IOException {
        VerificationReport report = ContractJson.readReport(Files.readString(REPORT));
        String now = ContractJson.render(report);

        assertThat(now)
                .contains("\"schemaVersion\": 2", "\"naivePredictors\": {")
                .doesNotContain("\"baselines\"");
        assertThat(ContractJson.readReport(now)).isEqualTo(report);
    }

    @Test
    void whatIsNotAReportIsSaidInASentence() {
        for (String damaged : new String[] {
            "", "[]", "1", "null", "{\"schemaVersion\": 1, \"verifications\": {}}", "{\"verifications\": [null]}", "{"
        }) {
            assertThatThrownBy(() -> ContractJson.readReport(damaged))
                    .isInstanceOf(VerifierException.class)
                    .hasMessageMatching("The report is .*\\.");
        }
    }
}

package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.diagnosis.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other checkpoints of the run, which real torch made, tell whose claim and whose weights a checkpoint has. */
class SiblingsTest {
    private static final Path FOLDER = PythonFixtures.run("detector_fixtures.py", "detectors");

    @ParameterizedTest
    @CsvSource({"known1_stale, STALE", "known1_other_epoch_sibling, OTHER_EPOCH"})
    void aFolderOfThemIsReadWhereTheClaimIsNotMet(String name, Cause cause) {
        List<Finding> findings = verify(name, null).verifications().get(0).findings();

        assertThat(findings.get(0).code()).isEqualTo(cause.name());
    }

    @Test
    void whatIsNoCheckpointOfTheRunTellsNothing(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("half-written.pt"), "PK");
        Files.writeString(folder.resolve("notes.txt"), "epochs");
        Files.copy(FOLDER.resolve("known1_healthy_plain_lstm.pt"), folder.resolve("other_model.pt"));

        List<Finding> findings =
                verify("known1_stale", folder).verifications().get(0).findings();

        assertThat(findings).extracting(Finding::code).doesNotContain(Cause.STALE.name(), Cause.OTHER_EPOCH.name());
    }

    @Test
    void aFolderThatIsNotThereIsToldBeforeAnythingIsMeasured(@TempDir Path folder) {
        VerificationReport report = verify("known1_stale", folder.resolve("gone"));

        assertThat(report.verifications()).isEmpty();
        assertThat(report.errors())
                .extracting(VerificationReport.Problem::message)
                .containsExactly("The folder of siblings " + folder.resolve("gone") + " cannot be read.");
    }

    /** With siblings as the case names them, or those of a folder. */
    private static VerificationReport verify(String name, Path siblings) {
        JsonObject entry = DiagnosisCases.entries(FOLDER).stream()
                .filter(each -> each.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow()
                .deepCopy();
        if (siblings != null) {
            entry.remove("siblings");
            entry.getAsJsonObject("request").addProperty("siblings", siblings.toString());
        }
        return DiagnosisCases.run(FOLDER, entry, null, new ArrayList<>()).report();
    }
}

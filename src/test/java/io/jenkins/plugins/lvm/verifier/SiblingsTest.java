package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.verifier.contract.EarlierClaim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
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
    private static final Path FOLDER = PlantedSet.known();

    @ParameterizedTest
    @CsvSource({"known1_stale, STALE", "known1_other_epoch_sibling, OTHER_EPOCH"})
    void aFolderOfThemIsReadWhereTheClaimIsNotMet(String name, Cause cause) {
        List<Finding> findings = verify(name, null).verifications().get(0).findings();

        assertThat(findings.get(0).code()).isEqualTo(cause.name());
    }

    /** What a controller keeps of the job's earlier builds is as good as their files. */
    @ParameterizedTest
    @CsvSource({
        "known1_stale, known1_stale_epoch2.pt, STALE",
        "known1_other_epoch_sibling, known1_other_epoch_sibling_epoch2.pt, OTHER_EPOCH"
    })
    void whatEarlierVerificationsFoundTellsAsWell(String name, String before, Cause cause) {
        JsonObject entry = entry(name);
        entry.remove("siblings");
        JsonObject earlier = entry.deepCopy();
        earlier.addProperty("checkpoint", before);
        Verification found = run(earlier).verifications().get(0);
        EarlierClaim known = new EarlierClaim(
                "lvm #1, " + before,
                found.checkpoint().sha256(),
                found.data().rowsDigest(),
                found.model().forwardDefinition(),
                found.device().used(),
                found.claim().value(),
                found.actual().value());

        assertThat(codes(run(entry))).doesNotContain(cause.name());
        entry.getAsJsonObject("request").add("earlier", new Gson().toJsonTree(List.of(known)));
        Finding first = run(entry).verifications().get(0).findings().get(0);

        assertThat(first.code()).isEqualTo(cause.name());
        assertThat(first.explanation()).contains("lvm #1, " + before);
    }

    /** Verified again on other data, a checkpoint is not another one. */
    @Test
    void theSameFileTellsNothing() {
        JsonObject entry = entry("known1_stale");
        entry.remove("siblings");
        Verification own = run(entry).verifications().get(0);
        EarlierClaim known = new EarlierClaim(
                "lvm #1, own.pt",
                own.checkpoint().sha256(),
                own.data().rowsDigest(),
                own.model().forwardDefinition(),
                own.device().used(),
                own.claim().value(),
                own.claim().value());
        entry.getAsJsonObject("request").add("earlier", new Gson().toJsonTree(List.of(known)));

        assertThat(codes(run(entry))).doesNotContain(Cause.STALE.name(), Cause.OTHER_EPOCH.name());
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
        JsonObject entry = entry(name);
        if (siblings != null) {
            entry.remove("siblings");
            entry.getAsJsonObject("request").addProperty("siblings", siblings.toString());
        }
        return run(entry);
    }

    private static JsonObject entry(String name) {
        return DiagnosisCases.entries(FOLDER).stream()
                .filter(each -> each.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow()
                .deepCopy();
    }

    private static VerificationReport run(JsonObject entry) {
        return DiagnosisCases.run(FOLDER, entry, null, new ArrayList<>()).report();
    }

    private static List<String> codes(VerificationReport report) {
        return report.verifications().get(0).findings().stream()
                .map(Finding::code)
                .toList();
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose epochs were written by real torch. */
class BisectCommandTest {
    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void makeRun() throws IOException {
        run = Files.createDirectory(folder.resolve("run"));
    }

    @Test
    void namesTheEpochWhereClaimAndFactPartedAndWhatWasDamaged() throws IOException {
        for (int epoch = 1; epoch <= 9; epoch++) {
            put((epoch < 7 ? "good_" : "bad_") + epoch, "checkpoint" + (char) ('z' - epoch));
        }
        Path json = folder.resolve("bisect.json");
        Path report = folder.resolve("report.json");

        Outcome outcome = bisect("--json", json.toString(), "--report", report.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("9 checkpoints, in order of the epoch that each records.")
                .contains("Claim and fact parted between checkpointt.pt, which meets its claim, and checkpoints.pt.")
                .contains("One tensor is damaged")
                .contains("(its new gate)");
        JsonObject found = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertThat(found.get("outcome").getAsString()).isEqualTo("PARTED");
        assertThat(found.get("order").getAsString()).isEqualTo("RECORDED_EPOCH");
        assertThat(found.get("before").getAsString()).isEqualTo("checkpointt.pt");
        assertThat(found.get("after").getAsString()).isEqualTo("checkpoints.pt");
        assertThat(found.get("verifications").getAsInt()).isLessThanOrEqualTo(5);
        assertThat(found.getAsJsonArray("checkpoints")).hasSize(9);
        VerificationReport diagnosed = ContractJson.readReport(Files.readString(report));
        assertThat(diagnosed.verifications()).singleElement().satisfies(verification -> {
            assertThat(verification.checkpoint().path()).endsWith("checkpoints.pt");
            assertThat(verification.baseline()).isNotNull();
            assertThat(verification.findings().get(0).code()).isEqualTo("TENSOR_BLAME");
        });
    }

    @Test
    void aSoundRunAgreesAndABrokenOneIsApart() throws IOException {
        put("good_1", "epoch_1");
        put("good_5", "epoch_5");
        put("good_9", "epoch_9");
        Outcome sound = bisect();
        assertThat(sound.exitCode()).isZero();
        assertThat(sound.out())
                .contains("All that were looked at meet their claims. 3 of 3 checkpoints were verified.");

        put("bad_1", "epoch_1");
        put("bad_5", "epoch_5");
        put("bad_9", "epoch_9");
        Outcome broken = bisect();
        assertThat(broken.exitCode()).isEqualTo(2);
        assertThat(broken.out())
                .contains("None that was looked at meets its claim.")
                .contains("missed   ");
    }

    @Test
    void findsADipInTheMiddleAndWhereARunCameTogether() throws IOException {
        put("good_1", "epoch_1");
        put("good_2", "epoch_2");
        put("bad_3", "epoch_3");
        put("good_4", "epoch_4");
        put("good_5", "epoch_5");
        Outcome dip = bisect();
        assertThat(dip.exitCode()).isEqualTo(1);
        assertThat(dip.out()).contains("parted between epoch_2.pt, which meets its claim, and epoch_3.pt.");

        put("bad_1", "epoch_1");
        put("bad_2", "epoch_2");
        Outcome mended = bisect();
        assertThat(mended.exitCode()).isEqualTo(1);
        assertThat(mended.out()).contains("came together between epoch_3.pt and epoch_4.pt, which meets its claim.");
    }

    @Test
    void passesOverWhatCannotBeReadOrClaimsNothing() throws IOException {
        put("good_1", "epoch_1");
        put("silent_2", "epoch_2");
        put("bad_3", "epoch_3");
        byte[] whole = Files.readAllBytes(fixtures().resolve("good_4.pt"));
        Files.write(run.resolve("epoch_4.pt"), Arrays.copyOf(whole, whole.length / 2));

        Outcome outcome = bisect();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("3 checkpoints, in order of")
                .contains("Left out: ")
                .contains("epoch_4.pt")
                .contains("no claim")
                .contains(
                        "parted between epoch_1.pt, which meets its claim, and epoch_3.pt. Those between the two could"
                                + " not be verified, or claim nothing.");
    }

    @Test
    void withoutRecordedEpochsNamesCountAndThenTime() throws IOException {
        put("plain_1", "epoch_2");
        put("plain_2", "epoch_10");
        assertThat(bisect().out())
                .contains("2 checkpoints, in order of the epoch in their names.")
                .containsSubsequence("1/2", "epoch_2.pt", "2/2", "epoch_10.pt");

        Files.move(run.resolve("epoch_2.pt"), run.resolve("b.pt"));
        Files.move(run.resolve("epoch_10.pt"), run.resolve("a.pt"));
        Files.setLastModifiedTime(run.resolve("b.pt"), FileTime.fromMillis(1_000_000_000_000L));
        Files.setLastModifiedTime(run.resolve("a.pt"), FileTime.fromMillis(1_100_000_000_000L));
        assertThat(bisect().out())
                .contains("in order of the time of their last change")
                .containsSubsequence("1/2", "b.pt", "2/2", "a.pt");
    }

    @Test
    void onlyWhatMatchesIsLookedAt() throws IOException {
        put("good_1", "epoch_1");
        put("good_2", "epoch_2");
        put("bad_9", "best_model");

        assertThat(bisect("--match", "epoch_*.pt").exitCode()).isZero();
        assertThat(bisect().exitCode()).isEqualTo(1);
        Outcome wrong = bisect("--match", "[");
        assertThat(wrong.exitCode()).isEqualTo(64);
        assertThat(wrong.err()).contains("'[' is not a pattern of file names.");
    }

    @Test
    void theSettingsFileIsReadAndTold() throws IOException {
        put("good_1", "epoch_1");
        put("good_2", "epoch_2");
        Path settings = Files.writeString(folder.resolve("settings.yaml"), "claim: 0.99\n");
        Path report = folder.resolve("report.json");

        assertThat(bisect("--config=" + settings, "--report=" + report).exitCode())
                .isEqualTo(2);
        assertThat(ContractJson.readReport(Files.readString(report))
                        .verifications()
                        .get(0)
                        .findings())
                .extracting(VerificationReport.Finding::code)
                .contains("SETTINGS_FILE");
        assertThat(bisect("--config=none").exitCode()).isZero();
        Files.writeString(settings, "claims: 0.99\n");
        Outcome misspelt = bisect("--config=" + settings);
        assertThat(misspelt.exitCode()).isEqualTo(64);
        assertThat(misspelt.err()).contains("'claims' is not an option of 'lvm-verify bisect'");
    }

    @Test
    void whatATrainerWritesBesideACheckpointIsNone() throws IOException {
        put("good_1", "epoch_1");
        put("good_2", "epoch_2");
        Files.move(run.resolve("epoch_2.pt"), run.resolve("epoch_2.ckpt"));
        put("bad_9", "optimizer");

        Outcome outcome = bisect();

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("2 checkpoints")
                .contains("epoch_2.ckpt")
                .doesNotContain("optimizer");
    }

    @Test
    void aFolderWithoutCheckpointsIsAnError() {
        Outcome empty = bisect();
        assertThat(empty.exitCode()).isEqualTo(66);
        assertThat(empty.err()).contains("There is no checkpoint in ");

        Outcome none = InProcess.lvmVerify(
                "bisect",
                folder.resolve("none").toString(),
                "--data=" + fixtures().resolve("data.npz"));
        assertThat(none.exitCode()).isEqualTo(66);
        assertThat(none.err()).contains("is not a folder.");
    }

    private Outcome bisect(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "bisect", run.toString(), "--data=" + fixtures().resolve("data.npz"), "--device=cpu", "--threads=1"));
        arguments.addAll(List.of(more));
        return InProcess.lvmVerify(arguments.toArray(String[]::new));
    }

    private void put(String kind, String name) throws IOException {
        Path file = run.resolve(name + ".pt");
        Files.deleteIfExists(file);
        Files.copy(fixtures().resolve(kind + ".pt"), file);
    }

    private static Path fixtures() {
        return PythonFixtures.run("bisect_fixtures.py", "bisect");
    }
}

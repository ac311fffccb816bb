package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of a job's builds, whose checkpoints real torch wrote, tell between which of them claim and fact parted. */
class BisectReportsTest {
    private static final Map<String, String> REPORTS = new HashMap<>();

    @TempDir
    private Path job;

    @Test
    void aJobsFolderTellsTheBuildsBetweenWhichItPartedAndCameTogether() throws IOException {
        build(2, "good_1");
        build(9, "good_2");
        build(10, "bad_3");
        build(11, "bad_4");
        build(12, "good_5");
        build(13, "bad_9");
        Path json = job.resolve("out.json");

        Outcome outcome = bisect("--json", json.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("6 verifications in reports, in order of the builds' numbers.")
                .contains("6 verifications, #2 to #13")
                .containsSubsequence(
                        "Claim and fact parted between #9 and #10.",
                        "Claim and fact came together between #11 and #12.",
                        "Claim and fact parted between #12 and #13.")
                .contains("'lvm-verify bisect FOLDER --data ");
        JsonObject series = JsonParser.parseString(Files.readString(json))
                .getAsJsonObject()
                .getAsJsonArray("series")
                .get(0)
                .getAsJsonObject();
        assertThat(series.get("outcome").getAsString()).isEqualTo("PARTED");
        assertThat(series.getAsJsonArray("changes")).hasSize(3);
        assertThat(series.getAsJsonArray("builds")).hasSize(6);
    }

    @Test
    void whatElseChangedBetweenTwoBuildsIsSaid() throws IOException {
        build(1, "good_1");
        JsonObject moved = JsonParser.parseString(report("bad_3")).getAsJsonObject();
        JsonObject found = moved.getAsJsonArray("verifications").get(0).getAsJsonObject();
        JsonObject before = JsonParser.parseString(report("good_1"))
                .getAsJsonObject()
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject();
        found.add("checkpoint", before.get("checkpoint"));
        found.getAsJsonObject("data").addProperty("fingerprint", "a".repeat(64));
        write(job.resolve("builds/2/lvm-verification/model.json"), moved.toString());

        assertThat(bisect().out())
                .contains(
                        "the checkpoint is the same file in both, so the weights did not change; the data changed, too");
    }

    @Test
    void buildsThatTellNothingArePassedOverAndDamagedReportsAreNamed() throws IOException {
        build(1, "good_1");
        build(2, "silent_2");
        build(3, "bad_3");
        write(job.resolve("builds/4/lvm-verification/model.json"), "{\"verifications\": 3");
        write(job.resolve("builds/4/archive/metrics.json"), "{\"loss\": 3}");
        write(job.resolve("builds/lastSuccessfulBuild"), "4");
        Files.createSymbolicLink(job.resolve("builds/lastStableBuild"), job.resolve("builds/1"));

        Outcome outcome = bisect();

        assertThat(outcome.out())
                .contains("3 verifications in reports")
                .contains("Claim and fact parted between #1 and #3.")
                .contains("Left out: builds/4/lvm-verification/model.json is not a sound report.")
                .doesNotContain("metrics.json");
    }

    @Test
    void archivedReportsAreOrderedByTheirNumbersElseByTime() throws IOException {
        write(job.resolve("report-2.json"), report("good_1"));
        write(job.resolve("report-10.json"), report("bad_9"));
        assertThat(bisect().out()).contains("Claim and fact parted between #2 and #10.");

        Files.move(job.resolve("report-2.json"), job.resolve("report-late.json"));
        Files.move(job.resolve("report-10.json"), job.resolve("report-early.json"));
        Files.setLastModifiedTime(job.resolve("report-late.json"), FileTime.fromMillis(1_000_000_000_000L));
        Files.setLastModifiedTime(job.resolve("report-early.json"), FileTime.fromMillis(1_100_000_000_000L));
        assertThat(bisect().out()).contains("in order of the reports' last changes");
    }

    @Test
    void exitCodesTellWhatWasFound() throws IOException {
        assertThat(bisect().exitCode()).isEqualTo(66);
        build(1, "good_1");
        build(2, "good_2");
        assertThat(bisect().exitCode()).isZero();
        Files.delete(job.resolve("builds/1/lvm-verification/model.json"));
        build(2, "bad_3");
        assertThat(bisect().exitCode()).isEqualTo(2);

        assertThat(InProcess.lvmVerify("bisect").err()).contains("There is nothing to look at.");
        assertThat(InProcess.lvmVerify("bisect", job.toString(), "--reports", job.toString())
                        .exitCode())
                .isEqualTo(64);
        assertThat(InProcess.lvmVerify(
                                "bisect", "--reports", job.resolve("gone").toString())
                        .exitCode())
                .isEqualTo(66);
    }

    @Test
    void aJobsFolderIsKnownByItsConfiguration() throws IOException {
        build(1, "good_1");
        build(2, "bad_3");

        assertThat(InProcess.lvmVerify("bisect", job.toString()).out()).doesNotContain("verifications in reports");
        Files.writeString(job.resolve("config.xml"), "<flow-definition/>");

        Outcome outcome = InProcess.lvmVerify("bisect", job.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("Claim and fact parted between #1 and #2.");
    }

    private Outcome bisect(String... more) {
        List<String> arguments = new ArrayList<>(List.of("bisect", "--reports", job.toString()));
        arguments.addAll(List.of(more));
        return InProcess.lvmVerify(arguments.toArray(String[]::new));
    }

    private void build(int number, String kind) throws IOException {
        write(job.resolve("builds/" + number + "/lvm-verification/model.json"), report(kind));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** What a verification of the checkpoint reports; each is made once. */
    private static String report(String kind) {
        return REPORTS.computeIfAbsent(kind, checkpoint -> {
            Path fixtures = PythonFixtures.run("bisect_fixtures.py", "bisect");
            Path report = fixtures.resolveSibling("bisect-" + checkpoint + ".report.json");
            InProcess.lvmVerify(
                    "verify",
                    "--checkpoint=" + fixtures.resolve(checkpoint + ".pt"),
                    "--data=" + fixtures.resolve("data.npz"),
                    "--device=cpu",
                    "--threads=1",
                    "--report",
                    report.toString());
            try {
                return Files.readString(report);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

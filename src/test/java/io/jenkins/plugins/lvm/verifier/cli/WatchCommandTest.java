package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A watch beside a writer that does what trainers do. Checkpoints were written by real torch. */
@Timeout(300)
class WatchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ExecutorService writers = Executors.newCachedThreadPool();

    @TempDir
    private Path folder;

    private Path models;
    private Path done;

    @BeforeEach
    void name() {
        models = folder.resolve("run/models");
        done = folder.resolve("done");
    }

    @AfterEach
    void endWriters() {
        writers.shutdownNow();
    }

    @Test
    void verifiesEachContentOnceAndEndsWithTheTraining() throws Exception {
        final Future<?> trainer = write(() -> {
            Files.createDirectories(models);
            put("good.pt", "epoch_1.pt");
            awaitVerified(1);
            put("worse.pt", "epoch_2.pt");
            put("worse.pt", "best_model.pt");
            awaitVerified(2);
            return Files.createFile(done);
        });

        assertThat(watch("--until", done.toString())).isZero();
        trainer.get();
        assertThat(lines("epoch_1.pt")).singleElement().asString().contains("PASSED");
        assertThat(lines("PASSED")).hasSize(2);
    }

    @Test
    void endsAtTheFirstBrokenOne() throws Exception {
        final Future<?> trainer = write(() -> {
            Files.createDirectories(models);
            put("good.pt", "best_model.pt");
            awaitVerified(1);
            put("broken.pt", "best_model.pt");
            return null;
        });

        assertThat(watch()).isEqualTo(2);
        trainer.get();
        assertThat(lines("best_model.pt")).hasSize(2);
        assertThat(out.toString())
                .contains("FAILED")
                .contains("missed   GAP_BELOW")
                .contains("finding  ");
    }

    /** Truncates and rewrites one file again and again, as a trainer does that saves its best model in place. */
    @Test
    void survivesAFileThatIsRewrittenInALoop() throws Exception {
        final AtomicBoolean breakIt = new AtomicBoolean();
        final List<byte[]> contents = List.of(content("good.pt"), content("worse.pt"), content("other.pt"));
        final byte[] broken = content("broken.pt");
        final Future<Integer> rewrites = write(() -> {
            Files.createDirectories(models);
            int count = 0;
            while (!breakIt.get()) {
                rewrite(models.resolve("best_model.pt"), contents.get(count++ % contents.size()));
                // Some come before the last one has settled, and some do not.
                Thread.sleep(count % 2 == 0 ? 0 : 300);
                breakIt.set(verified() >= 3);
            }
            rewrite(models.resolve("best_model.pt"), broken);
            return count;
        });

        assertThat(watch("--settle", "0.1s")).isEqualTo(2);
        assertThat(rewrites.get(1, TimeUnit.MINUTES)).isGreaterThan(3);
        assertThat(lines("PASSED")).hasSize(3);
        assertThat(lines("  FAILED")).hasSize(1);
        assertThat(out.toString()).doesNotContain("Error:").doesNotContain("ERROR");
    }

    @Test
    void aFileThatStaysIncompleteIsAnError() throws Exception {
        Files.createDirectories(models);
        final byte[] whole = content("good.pt");
        Files.write(models.resolve("cut.pt"), Arrays.copyOf(whole, whole.length / 2));

        assertThat(watch("--settle", "0.1s")).isEqualTo(65);
        assertThat(out.toString())
                .contains("Error: " + models.resolve("cut.pt"))
                .doesNotContain("lvm-verify-watch-");
    }

    @Test
    void whatIsNotACheckpointIsLeftAlone() throws Exception {
        Files.createDirectories(models);
        put("good.pt", "epoch_1.pt");
        Files.writeString(models.resolve("optimizer.pt"), "momenta");
        Files.writeString(models.resolve("tokens.pt"), "a list");

        assertThat(watch("--idle", "0.5s", "--settle", "0.1s", "--exclude", "tok*"))
                .as(out.toString())
                .isZero();
        assertThat(lines("PASSED")).hasSize(1);
        assertThat(watch("--idle", "0.5s", "--settle", "0.1s")).isEqualTo(65);
        assertThat(out.toString()).contains("tokens.pt").doesNotContain("optimizer.pt");
    }

    /** A pipe would be waited for without end, and a device be read so. */
    @Test
    void pipesAndLinksToDevicesAreLeftAlone() throws Exception {
        Files.createDirectories(models);
        put("good.pt", "epoch_1.pt");
        assertThat(new ProcessBuilder("mkfifo", models.resolve("pipe.pt").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createSymbolicLink(models.resolve("zero.pt"), Path.of("/dev/zero"));

        assertThat(watch("--idle", "0.5s", "--settle", "0.1s"))
                .as(out.toString())
                .isZero();
        assertThat(lines("PASSED")).hasSize(1);
    }

    @Test
    void endsWithTheProcess() throws Exception {
        Files.createDirectories(models);
        put("good.pt", "epoch_1.pt");
        final Process trainer = new ProcessBuilder("true").start();
        trainer.waitFor();

        assertThat(watch("--pid", String.valueOf(trainer.pid()))).isZero();
    }

    @Test
    void stopsEarlierIfAsked() throws Exception {
        Files.createDirectories(models);
        put("worse.pt", "epoch_1.pt");

        assertThat(watch("--baseline", GatesFixtures.file("good.pt"), "--idle", "1s"))
                .isEqualTo(1);
        assertThat(watch("--baseline", GatesFixtures.file("good.pt"), "--stop-on", "unstable"))
                .isEqualTo(2);
    }

    @Test
    void readsNoMoreRowsThanTheVerdictNeedsUnlessToldTo() throws Exception {
        Files.createDirectories(models);
        put("good.pt", "epoch_1.pt");

        assertThat(watch("--split", "all", "--idle", "0.5s")).isZero();
        assertThat(lines("epoch_1.pt"))
                .singleElement()
                .asString()
                .containsPattern("PASSED after [\\d,]{3,5} of 2,600 rows, risk 1e-6$");
        assertThat(watch("--split", "all", "--idle", "0.5s", "--risk", "0")).isZero();
        assertThat(lines("epoch_1.pt")).hasSize(2).last().asString().endsWith("PASSED");
    }

    @Test
    void saysThatNothingAppeared() {
        assertThat(watch("--idle", "0.5s")).isEqualTo(66);
        assertThat(err.toString()).contains("no checkpoint appeared in " + models);
    }

    @Test
    void saysAtOnceThatTheDataIsMissing() {
        assertThat(run("watch", models.toString(), "--data", "nowhere.npz")).isEqualTo(66);
        assertThat(err.toString()).contains("nowhere.npz");
    }

    @ParameterizedTest
    @CsvSource({
        "--held-out, nowhere.npz, 66",
        "--baseline, nowhere.pt, 66",
        "--baseline-report, nowhere.json, 66",
        "--forward, magic, 64"
    })
    void saysAtOnceWhatElseCannotBeUsed(final String option, final String value, final int code) {
        assertThat(watch(option, value)).isEqualTo(code);
        assertThat(err.toString()).contains(value);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aReportOfSeveralCheckpointsIsMatchedByFileName() throws Exception {
        Files.createDirectories(models);
        final Path report = folder.resolve("earlier.json");
        run(
                "verify",
                "--data",
                GatesFixtures.file("train.npz"),
                "--checkpoint",
                GatesFixtures.file("good.pt"),
                GatesFixtures.file("worse.pt"),
                "--report",
                report.toString());
        put("good.pt", "worse.pt");

        assertThat(watch("--baseline-report", report.toString(), "--idle", "0.5s"))
                .isZero();
        assertThat(lines("worse.pt")).anyMatch(line -> line.contains("PASSED"));
    }

    private int watch(final String... options) {
        final List<String> line = new ArrayList<>(
                List.of("watch", models.toString(), "--data", GatesFixtures.file("train.npz"), "--interval", "0.2s"));
        if (!List.of(options).contains("--settle")) {
            line.addAll(List.of("--settle", "0.5s"));
        }
        line.addAll(List.of(options));
        return run(line.toArray(String[]::new));
    }

    private int run(final String... line) {
        return LvmVerify.run(new PrintWriter(out, true), new PrintWriter(err, true), line);
    }

    private <T> Future<T> write(final Callable<T> trainer) {
        return writers.submit(trainer);
    }

    private void put(final String fixture, final String name) throws IOException {
        final Path written = models.resolve(name + ".tmp");
        Files.write(written, content(fixture));
        Files.move(written, models.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] content(final String fixture) throws IOException {
        return Files.readAllBytes(Path.of(GatesFixtures.file(fixture)));
    }

    private static void rewrite(final Path file, final byte[] content) throws IOException, InterruptedException {
        final int piece = content.length / 8 + 1;
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(0);
            for (int at = 0; at < content.length; at += piece) {
                out.write(content, at, Math.min(piece, content.length - at));
                Thread.sleep(20);
            }
        }
        Thread.sleep(80);
    }

    private List<String> lines(final String part) {
        return out.toString().lines().filter(line -> line.contains(part)).toList();
    }

    private int verified() {
        return lines("PASSED").size();
    }

    private void awaitVerified(final int count) throws InterruptedException {
        while (verified() < count) {
            Thread.sleep(50);
        }
    }
}

package io.jenkins.plugins.lvm.report.history;

import static io.jenkins.plugins.lvm.report.history.HistoryRecords.add;
import static io.jenkins.plugins.lvm.report.history.HistoryRecords.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoriesTest {
    private final Histories histories = new Histories();

    @TempDir
    private Path root;

    private Path builds;
    private Path file;

    @BeforeEach
    void makeJob() throws IOException {
        builds = Files.createDirectories(root.resolve("jobs/amn/builds"));
        file = builds.resolve(Histories.FILE_NAME);
    }

    @AfterEach
    void close() {
        histories.close();
    }

    private void addBuilds(final int count) throws IOException {
        for (int build = 1; build <= count; build++) {
            add(histories, builds, record(build, 0.5 + build / 1000.0));
        }
    }

    private List<Integer> numbers() throws IOException {
        return histories.read(builds).stream().map(HistoryRecord::build).toList();
    }

    private void awaitNumbers(final Integer... expected) throws Exception {
        final Instant limit = Instant.now().plus(Duration.ofSeconds(20));
        while (!numbers().equals(List.of(expected)) && Instant.now().isBefore(limit)) {
            Thread.sleep(20);
        }
        assertThat(numbers()).containsExactly(expected);
    }

    private static void delete(final Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void whatWasAddedIsReadBackOldestBuildFirst() throws IOException {
        final HistoryRecord second = record(2, "a \"model\"\n with <b>, ä and \u2028", null, 0.4);
        add(histories, builds, second);
        add(histories, builds, record(1, 0.53));

        assertThat(histories.read(builds)).containsExactly(record(1, 0.53), second);
    }

    @Test
    void numbersOfAnotherMetricAreASeriesOfTheirOwn() throws IOException {
        add(histories, builds, record(1, 0.51));
        HistoryRecord cosine = record(2, 0.52);
        HistoryRecord loss = HistoryRecord.builder()
                .build(3)
                .folder("3")
                .timestamp(cosine.timestamp() + 1)
                .id("loss")
                .model(cosine.model())
                .metric("mse")
                .device(cosine.device())
                .actual(0.0021)
                .standing(cosine.standing())
                .build();
        add(histories, builds, cosine);
        add(histories, builds, loss);

        try (Histories other = new Histories()) {
            List<Series> series = Series.of(other.read(builds));
            assertThat(series).extracting(Series::key).containsExactly("amn, mse on cpu", "amn on cpu");
            assertThat(series.get(0).records()).containsExactly(loss);
            assertThat(series.get(1).records()).hasSize(2);
        }
    }

    @Test
    void jobWithoutHistoryHasNone() throws IOException {
        assertThat(histories.exists(builds)).isFalse();
        assertThat(histories.read(builds)).isEmpty();
        assertThat(histories.read(root.resolve("nowhere"))).isEmpty();
    }

    @Test
    void anotherControllerReadsWhatThisOneWrote() throws IOException {
        addBuilds(3);
        try (Histories restarted = new Histories()) {
            assertThat(restarted.read(builds)).isEqualTo(histories.read(builds)).hasSize(3);
        }
    }

    @Test
    void lineCutOffAnywhereByACrashIsSkippedAndTheNextOneStandsOnItsOwn() throws IOException {
        addBuilds(3);
        final byte[] bytes = Files.readAllBytes(file);
        final int lastLine = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf('\n', bytes.length - 2) + 1;
        for (int length = lastLine; length < bytes.length - 1; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            final HistoryFile cut = new HistoryFile(file);
            assertThat(cut.read().records()).hasSize(2);
            assertThat(cut.read().damaged()).isFalse();
            cut.append(List.of(record(4, 0.5)));
            assertThat(cut.read().records()).extracting(HistoryRecord::build).containsExactly(1, 2, 4);
        }
    }

    @Test
    void checkpointCutOffByACrashComesBackFromItsBuild() throws Exception {
        addBuilds(3);
        final byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));

        add(histories, builds, record(4, 0.5));
        histories.read(builds);

        awaitNumbers(1, 2, 3, 4);
    }

    @Test
    void crashBeforeTheHistoryWasWrittenIsMadeGoodWhenTheBuildIsLoaded() throws Exception {
        addBuilds(3);
        final List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, lines.size() - 1));
        assertThat(numbers()).containsExactly(1, 2);

        histories.expect(builds, "3");

        awaitNumbers(1, 2, 3);
    }

    @Test
    void lostHistoryIsMadeAnewWhenAVerifiedBuildIsLoaded() throws Exception {
        addBuilds(5);
        final List<HistoryRecord> before = histories.read(builds);
        Files.delete(file);
        assertThat(numbers()).isEmpty();

        histories.expect(builds, "5");

        awaitNumbers(1, 2, 3, 4, 5);
        assertThat(histories.read(builds)).isEqualTo(before);
    }

    @Test
    void damagedHistoryIsMadeAnewWhenItIsRead() throws Exception {
        addBuilds(3);
        final List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(2, "[\"2\",2,nonsense");
        Files.write(file, lines);

        assertThat(numbers()).containsExactly(1, 3);

        awaitNumbers(1, 2, 3);
    }

    @Test
    void foreignContentIsReplaced() throws Exception {
        addBuilds(2);
        Files.write(file, new byte[] {0, 1, (byte) 0xff, '\n', 7, '\n', 8, '\n', 9, '\n'});

        assertThat(numbers()).isEmpty();

        awaitNumbers(1, 2);
    }

    @Test
    void completeHistoryIsLeftAloneWhenABuildIsLoaded() throws Exception {
        addBuilds(2);
        final byte[] before = Files.readAllBytes(file);
        Files.delete(builds.resolve("1/lvm-verification/checkpoints.history"));

        histories.expect(builds, "2");
        Thread.sleep(200);

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void buildWhoseFolderIsGoneIsLeftOut() throws IOException {
        addBuilds(3);
        assertThat(numbers()).containsExactly(1, 2, 3);

        delete(builds.resolve("2"));

        assertThat(numbers()).containsExactly(1, 3);
    }

    @Test
    void deletedBuildDoesNotComeBackUnderAReusedNumber() throws IOException {
        addBuilds(3);
        delete(builds.resolve("3"));
        histories.remove(builds, "3");

        Files.createDirectories(builds.resolve("3"));

        assertThat(numbers()).containsExactly(1, 2);
    }

    @Test
    void verifiedBuildUnderAReusedNumberReplacesTheOldOne() throws IOException {
        addBuilds(2);
        final HistoryRecord old = record(2, 0.1);
        final HistoryRecord again = HistoryRecord.builder()
                .build(2)
                .folder("2")
                .timestamp(old.timestamp() + 1)
                .id("other")
                .model("gru")
                .device("cpu")
                .checkpoint("c")
                .data("d")
                .sequences(1)
                .forward("gru-stack")
                .actual(0.6)
                .standing(old.standing())
                .build();
        add(histories, builds, again);

        assertThat(histories.read(builds)).containsExactly(record(1, 0.501), again);
    }

    @Test
    void historyGoesWithTheBuildsWhenAJobIsRenamedOrMoved() throws IOException {
        addBuilds(3);
        final Path moved = root.resolve("jobs/folder/jobs/renamed");
        Files.createDirectories(moved.getParent());
        Files.move(builds.getParent(), moved);

        assertThat(histories.read(moved.resolve("builds"))).hasSize(3);
        assertThat(histories.read(builds)).isEmpty();
    }

    @Test
    void jobThatTakesTheNameOfADeletedOneStartsAfresh() throws IOException {
        addBuilds(3);
        assertThat(numbers()).hasSize(3);
        delete(builds.getParent());

        add(histories, builds, record(1, 0.2));

        assertThat(histories.read(builds)).containsExactly(record(1, 0.2));
    }

    @Test
    void nothingIsLostWhenManyBuildsEndAtOnce() throws Exception {
        final ExecutorService executor = Executors.newFixedThreadPool(8);
        final List<Future<?>> futures = new ArrayList<>();
        for (int i = 1; i <= 64; i++) {
            final int build = i;
            futures.add(executor.submit(() -> {
                add(histories, builds, record(build, 0.5));
                return null;
            }));
        }
        for (final Future<?> future : futures) {
            future.get();
        }
        executor.shutdown();

        assertThat(numbers()).hasSize(64).isSorted();
        assertThat(Files.readAllLines(file)).hasSize(65);
    }

    @Test
    void historyFullOfDeletedBuildsShrinks() throws Exception {
        addBuilds(3);
        final StringBuilder deletions = new StringBuilder();
        for (int build = 1000; build < 3000; build++) {
            deletions.append("[\"").append(build).append("\"]\n");
        }
        Files.writeString(file, deletions, StandardOpenOption.APPEND);

        assertThat(numbers()).containsExactly(1, 2, 3);

        final Instant limit = Instant.now().plus(Duration.ofSeconds(20));
        while (Files.readAllLines(file).size() > 4 && Instant.now().isBefore(limit)) {
            Thread.sleep(20);
        }
        assertThat(Files.readAllLines(file)).hasSize(4);
        assertThat(numbers()).containsExactly(1, 2, 3);
    }

    @Test
    void tenThousandBuildsAreKnownWithoutOneOfThemBeingThere() throws IOException {
        LongHistory.write(builds, 10_000);

        assertThat(histories.read(builds))
                .hasSize(10_000)
                .extracting(HistoryRecord::build)
                .isSorted();
    }

    @Test
    void anAbsenceIsRememberedUntilThereIsAHistory() throws IOException {
        assertThat(histories.existedLately(builds)).isFalse();
        // Behind its back, as a file that is copied in: seen a little later.
        Files.writeString(builds.resolve(Histories.FILE_NAME), "");
        assertThat(histories.existedLately(builds)).isFalse();
        assertThat(histories.exists(builds)).isTrue();
        Files.delete(builds.resolve(Histories.FILE_NAME));

        add(histories, builds, record(1, 0.5));
        assertThat(histories.existedLately(builds)).isTrue();
    }

    @Test
    void anAbsenceIsNotKeptForLong() {
        long[] now = {5};
        Absences absences = new Absences(() -> now[0]);
        absences.note(builds);
        assertThat(absences.know(builds)).isTrue();
        assertThat(absences.know(builds.resolveSibling("other"))).isFalse();
        now[0] += Absences.KEPT;
        assertThat(absences.know(builds)).isFalse();
        absences.note(builds);
        absences.forget(builds);
        assertThat(absences.know(builds)).isFalse();
    }
}

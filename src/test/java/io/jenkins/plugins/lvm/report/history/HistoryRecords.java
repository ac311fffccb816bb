package io.jenkins.plugins.lvm.report.history;

import io.jenkins.plugins.lvm.report.Translations;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Records for tests. */
final class HistoryRecords {
    private HistoryRecords() {}

    static HistoryRecord record(final int build, final String model, final Double claim, final double actual) {
        final Double gap = claim == null ? null : actual - claim;
        final Verdict verdict = gap == null || gap < -0.05
                ? gap != null && gap < -0.1 ? Verdict.FAILED : Verdict.UNSTABLE
                : Verdict.PASSED;
        return HistoryRecord.builder()
                .build(build)
                .folder(Integer.toString(build))
                .timestamp(1_700_000_000_000L + build * 60_000L)
                .id(model)
                .model(model)
                .device("cpu")
                .checkpoint("artifacts/lvm/models/" + model + "_20251029_153319/best_model.pt")
                .data("/data/training_sequences_ctx5.npz")
                .sequences(584_545)
                .forward("attention-mixture")
                .claim(claim)
                .actual(actual)
                .standardError(0.0021)
                .gap(gap)
                .standing(Standing.of(verdict))
                .missed(verdict == Verdict.PASSED ? "" : "GAP_BELOW")
                .build();
    }

    static HistoryRecord record(final int build, final double actual) {
        return record(build, "amn", 0.5329, actual);
    }

    /** A checkpoint that could not be verified. */
    static HistoryRecord error(int build, String model) {
        return HistoryRecord.builder()
                .build(build)
                .folder(Integer.toString(build))
                .timestamp(1_700_000_000_000L + build * 60_000L)
                .id(model)
                .model(model)
                .checkpoint("artifacts/lvm/models/" + model + "/best_model.pt")
                .standing(Standing.ERROR)
                .problem("The file is cut off. Copy it again.")
                .build();
    }

    /** Makes a build's folder and adds its checkpoint. */
    static void add(final Histories histories, final Path builds, final HistoryRecord record) throws IOException {
        Files.createDirectories(builds.resolve(record.folder()));
        histories.add(builds, record);
    }

    /** The pages' words, as Jenkins says them to most. */
    static String english(String key, Object... values) {
        return Translations.text(
                Translations.bundle("io.jenkins.plugins.lvm.report.Messages", Locale.ROOT), key, values);
    }
}

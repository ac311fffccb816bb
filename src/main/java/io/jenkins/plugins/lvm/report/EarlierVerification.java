package io.jenkins.plugins.lvm.report;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.report.history.Standing;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier build found of the same model.
 *
 * @param name of the build, for people
 * @param report its verifications of this model, one for each device
 * @param rows numbers of their rows, one after the other
 */
public record EarlierVerification(String name, VerificationReport report, RowNumbers rows) {
    private static final Logger LOGGER = Logger.getLogger(EarlierVerification.class.getName());

    /**
     * The latest one. Sanity checks do not count: they verify nothing.
     *
     * @param job whose builds are looked at
     * @param model the line in the trend
     * @param metric whose numbers are compared; null for the cosine. Verifications by another one do not count
     * @param passed whether only verifications count that passed on every device
     * @param current the build that asks; of its own job only builds before it count
     */
    public static @Nullable EarlierVerification find(
            final Job<?, ?> job,
            final String model,
            @Nullable String metric,
            final boolean passed,
            final Run<?, ?> current)
            throws IOException {
        final List<HistoryRecord> history = JobHistories.get().read(job);
        int last = history.size();
        while (last > 0) {
            final String folder = history.get(last - 1).folder();
            int first = last - 1;
            while (first > 0 && history.get(first - 1).folder().equals(folder)) {
                first--;
            }
            final List<HistoryRecord> build = history.subList(first, last).stream()
                    .filter(record -> record.model().equals(model))
                    .filter(record -> record.isError() || Objects.equals(record.metric(), metric))
                    .filter(record -> job != current.getParent() || record.build() < current.getNumber())
                    .toList();
            if (!build.isEmpty()
                    && (!passed || build.stream().allMatch(record -> record.standing() == Standing.PASSED))) {
                final EarlierVerification found = loadIfSound(job, verified(build));
                if (found != null
                        && found.report().verifications().stream()
                                .noneMatch(verification -> verification.split().isSanity())) {
                    return found;
                }
            }
            last = first;
        }
        return null;
    }

    private static List<HistoryRecord> verified(List<HistoryRecord> build) {
        return build.stream().filter(record -> !record.isError()).toList();
    }

    /** Null if there is no report, or one is gone or damaged: there is nothing to hold anything against. */
    private static @Nullable EarlierVerification loadIfSound(final Job<?, ?> job, final List<HistoryRecord> records)
            throws IOException {
        if (records.isEmpty()) {
            return null;
        }
        try {
            final EarlierVerification found = load(job, records);
            if (found != null) {
                found.report().verifications().forEach(ReportCheck::requireSound);
            }
            return found;
        } catch (final RuntimeException e) {
            LOGGER.log(
                    Level.WARNING,
                    "What " + job.getFullName() + " #" + records.get(0).build()
                            + " stored of a verification is damaged and cannot be a baseline",
                    e);
            return null;
        }
    }

    private static @Nullable EarlierVerification load(final Job<?, ?> job, final List<HistoryRecord> records)
            throws IOException {
        final HistoryRecord any = records.get(0);
        final VerificationStore store = new VerificationStore(
                JobHistories.builds(job).resolve(any.folder()).toFile());
        final List<Verification> verifications = new ArrayList<>();
        for (final HistoryRecord record : records) {
            if (!Files.exists(store.report(record.id()))) {
                return null;
            }
            verifications.addAll(store.load(record.id()).verifications());
        }
        final Verdict worst = verifications.stream()
                .map(Verification::verdict)
                .reduce(Verdict::and)
                .orElseThrow();
        return new EarlierVerification(
                job.getFullName() + " #" + any.build(),
                new VerificationReport(VerificationReport.SCHEMA_VERSION, worst, verifications, List.of()),
                new RowNumbers(joined(records, store::cosines), joined(records, store::metric)));
    }

    /** What files hold, one after the other; null if one is missing. */
    private static byte @Nullable [] joined(List<HistoryRecord> records, Function<String, Path> file)
            throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (HistoryRecord record : records) {
            Path one = file.apply(record.id());
            if (!Files.exists(one)) {
                return null;
            }
            all.write(Files.readAllBytes(one));
        }
        return all.toByteArray();
    }
}

package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.checkpoint.StatedMetric;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.QuantityFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.OtherRowNumbers;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.trainer.TrainerSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Computes what else could have been written down as the claim: arithmetic on numbers of each row that the pass took. */
final class OtherQuantities {
    private static final int MOST_RANKS = 16;
    /** More subsets than this are not tried: chance would hit with one of them. */
    private static final int MOST_SUBSETS = 2000;

    private final Gathering from;
    private final OpenCheckpoint subject;
    private final DefinitionScores scores;
    private final double measured;
    private final int batch;
    private final List<Trial> found = new ArrayList<>();

    private OtherQuantities(Gathering from) {
        this.from = from;
        this.subject = from.subject();
        this.scores = from.seen()
                .pass()
                .scores(subject.selection().judging(), subject.split().rows());
        this.batch = subject.batch();
        // Without a usable claim the measurement is a plain mean, whatever the trainer writes down.
        this.measured = scores.mean(subject.convention().kind(), batch);
    }

    static Optional<QuantityFacts> gather(Gathering from) {
        StatedMetric stated = from.subject().stated();
        if (stated == null || stated.number() == null || from.asked().isNever()) {
            return Optional.empty();
        }
        OtherQuantities quantities = new OtherQuantities(from);
        return Optional.of(new QuantityFacts(
                stated.number(),
                quantities.trial(Set.of(), quantities.usual(), quantities.measured),
                from.measured().split().reproducible() && from.asked().maxSamples() == 0,
                quantities.all()));
    }

    private List<Trial> all() {
        ValidationRows rows = subject.split().rows();
        double[] cosines = scores.cosines();
        ofTheMean();
        kind("the loss, a mean squared error", batchMean(scores.squaredErrors(), batch));
        kind("the root of the loss", Math.sqrt(batchMean(scores.squaredErrors(), batch)));
        quantiles(cosines);
        if (cosines.length > batch) {
            kind("the mean over full batches, the last one dropped", batchMean(full(cosines), batch));
            kind("the mean of the last batch", lastBatch(cosines));
        }
        ofArticles(cosines, rows);
        from.seen().observer(OtherRowNumbers.class).ifPresent(other -> ofOtherRowNumbers(other, rows));
        subsets(cosines);
        ranks(cosines);
        return found;
    }

    private Trial trial(Set<Factor> changed, String words, double value) {
        FittingDefinition judging = subject.selection().judging();
        return new Trial(
                changed,
                judging.name(),
                judging.positionalScale(),
                subject.split().label(),
                words,
                value);
    }

    private String usual() {
        return subject.convention().kind() == MeanKind.BATCH_MEAN
                ? "mean of batch means of " + batch
                : "mean of samples";
    }

    private void kind(String words, double value) {
        if (Double.isFinite(value)) {
            found.add(trial(Set.of(Factor.KIND), words, value));
        }
    }

    private void ofTheMean() {
        kind("the cosine distance, 1 minus the mean cosine", 1 - measured);
        kind("the mean cosine in percent", 100 * measured);
        kind("the cosine distance in percent", 100 * (1 - measured));
        kind("the mean cosine mapped to 0..1, (1 + cosine) / 2", (1 + measured) / 2);
        if (measured > 0) {
            // A positive claim of a negative mean is a model that predicts the opposite, not another quantity.
            kind("the mean cosine with its sign turned, as a loss has it", -measured);
        }
    }

    private void quantiles(double[] cosines) {
        double[] sorted = cosines.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        kind("the median", sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
        if (sorted.length % 2 == 0) {
            kind("the lower median, as torch takes it", sorted[half - 1]);
        }
        kind("the greatest cosine", sorted[sorted.length - 1]);
        kind("the smallest cosine", sorted[0]);
    }

    private double[] full(double[] values) {
        return Arrays.copyOf(values, values.length / batch * batch);
    }

    private double lastBatch(double[] values) {
        int rest = values.length % batch == 0 ? batch : values.length % batch;
        return mean(Arrays.copyOfRange(values, values.length - rest, values.length));
    }

    private void ofArticles(double[] cosines, ValidationRows rows) {
        int[] clusters = from.data().groups().clusters(rows);
        if (clusters == null) {
            return;
        }
        Map<Integer, double[]> sums = new LinkedHashMap<>();
        for (int i = 0; i < cosines.length; i++) {
            double[] sum = sums.computeIfAbsent(clusters[i], article -> new double[2]);
            sum[0] += cosines[i];
            sum[1]++;
        }
        kind(
                "the mean of the articles' means",
                sums.values().stream()
                        .mapToDouble(sum -> sum[0] / sum[1])
                        .average()
                        .orElse(Double.NaN));
    }

    private void ofOtherRowNumbers(OtherRowNumbers other, ValidationRows rows) {
        OtherRowNumbers.Numbers numbers = other.in(rows);
        ofRows("the cosine with the step from the last vector to the target", numbers.steps());
        ofRows("what copying the last vector reaches", numbers.copies());
        ofRows("what the context's mean reaches", numbers.means());
        other.alongRows()
                .ifPresent(value ->
                        kind("a cosine along the wrong axis: of each component over the rows of a batch", value));
    }

    private void ofRows(String words, double[] values) {
        kind(words, subject.convention().kind() == MeanKind.BATCH_MEAN ? batchMean(values, batch) : mean(values));
    }

    private void subsets(double[] cosines) {
        int batches = (cosines.length + batch - 1) / batch;
        double sum = 0;
        double rows = 0;
        Map<String, Integer> limits = TrainerSettings.batchLimits(
                batches, subject.checkpoint().args(), subject.checkpoint().config());
        // All full batches are the quantity without the last, short one.
        int most = cosines.length % batch == 0 ? batches - 1 : batches - 2;
        for (int n = 1; n <= most; n++) {
            sum += mean(Arrays.copyOfRange(cosines, (n - 1) * batch, n * batch));
            rows += batch;
            String words = String.format(
                    "the mean of the first %s", n == 1 ? "batch" : n + " batches, " + (int) rows + " rows");
            if (limits.containsValue(n)) {
                found.add(trial(Set.of(Factor.LIMIT), words + ", as the checkpoint records", sum / n));
            } else if (n <= MOST_SUBSETS) {
                found.add(trial(Set.of(Factor.SUBSET), words, sum / n));
            }
        }
    }

    /** Shares are dealt out row by row, padded with the first rows; DistributedSampler of torch without shuffling. */
    private void ranks(double[] cosines) {
        for (int ranks = 2; ranks <= Math.min(MOST_RANKS, cosines.length); ranks++) {
            int share = (cosines.length + ranks - 1) / ranks;
            double all = 0;
            double first = 0;
            double[] full = new double[ranks];
            for (int rank = 0; rank < ranks; rank++) {
                double[] own = new double[share];
                for (int i = 0; i < share; i++) {
                    own[i] = cosines[(i * ranks + rank) % cosines.length];
                }
                double mean = batchMean(own, batch);
                first = rank == 0 ? mean : first;
                all += mean;
                full[rank] = share >= batch ? batchMean(full(own), batch) : Double.NaN;
            }
            rank("the mean over %d ranks of their batch means, rows padded to a multiple", ranks, all / ranks);
            rank("the mean of the first of %d ranks", ranks, first);
            rank("the mean over %d ranks, each without its last short batch", ranks, mean(full));
        }
    }

    private void rank(String words, int ranks, double value) {
        if (Double.isFinite(value)) {
            found.add(trial(Set.of(Factor.RANKS), String.format(words, ranks), value));
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static double batchMean(double[] values, int size) {
        double sum = 0;
        int batches = 0;
        for (int start = 0; start < values.length; start += size) {
            sum += mean(Arrays.copyOfRange(values, start, Math.min(values.length, start + size)));
            batches++;
        }
        return sum / batches;
    }
}

package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Beside;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Other definitions that fit the weights, which are run to see whether they disagree: a sample of the rows tells that of nearly all, and
 * a run on all of them would take as long as the verification itself. What it does not tell is run on all rows after it.
 */
public final class SampledDefinitions {
    /** Rows of the sample. */
    static final int ROWS = 256;
    /** Least rows of which it is taken: of fewer it saves little. */
    private static final int LEAST = 4 * ROWS;
    /** A threshold has to be this many times as far away as the mean of all rows can lie from that of the sample. */
    private static final double SAFELY = 2;
    /** A number this near the claim may be it. */
    private static final double NEAR = 0.005;
    /** Whoever falls short of a claim by less asks for no other number that would meet it, or looks for all there are. */
    private static final double MET = GateMetric.GAP_BELOW.defaultThreshold();

    private final OpenCheckpoint subject;
    private final List<FittingDefinition> definitions;
    private final List<Double> thresholds;
    private final ValidationRows sample;

    /** @param thresholds that disagreement is held against */
    private SampledDefinitions(OpenCheckpoint subject, List<FittingDefinition> definitions, List<Double> thresholds) {
        this.subject = subject;
        this.definitions = definitions;
        this.thresholds = thresholds;
        this.sample = sample(subject);
    }

    /** None: all that are selected are run on all rows. */
    public static SampledDefinitions none(OpenCheckpoint subject) {
        return new SampledDefinitions(subject, List.of(), List.of());
    }

    /**
     * Those of a selection of which nothing but their agreement is asked. A head count or a chunk size that is not recorded is settled by
     * the exact number, a graph is a second opinion on every row, what a service predicts is held against each of them, and with few rows
     * nothing is saved.
     */
    public static SampledDefinitions of(OpenCheckpoint subject, VerificationRequest request) {
        ForwardSelection selection = subject.selection();
        if (selection.graph() != null
                || request.predictions() != null
                || request.service() != null
                || subject.split().rows().size() < LEAST) {
            return none(subject);
        }
        List<FittingDefinition> sampled = selection.others().stream()
                .filter(other -> !other.isVariantOf(selection.judging()))
                .toList();
        List<Double> thresholds = new ArrayList<>(List.of(GateMetric.AMBIGUOUS_FORWARD.defaultThreshold()));
        new GateEvaluator(request.gates())
                .gates().stream()
                        .filter(gate -> gate.metric() == GateMetric.AMBIGUOUS_FORWARD)
                        .forEach(gate -> thresholds.add(gate.threshold()));
        return new SampledDefinitions(subject, sampled, thresholds);
    }

    /** The selected definitions that are run on all rows, the judging one first. */
    public List<FittingDefinition> onAllRows() {
        return subject.selection().all().stream()
                .filter(definition -> !definitions.contains(definition))
                .toList();
    }

    /** What runs them; null if there are none. */
    public @Nullable ForwardPass forward(TorchDevice device) {
        return definitions.isEmpty() ? null : ForwardPass.verified(definitions, subject.weights(), device);
    }

    /**
     * The sample, for a pass over all rows.
     *
     * @param forward runs them; null if there are none
     * @return null if there are none
     */
    public @Nullable Beside beside(@Nullable ForwardPass forward, ComparedVectors compared) {
        return forward == null ? null : new Beside(forward, compared, sample.rowSet());
    }

    /**
     * Runs on all rows those that the sample does not tell enough of: whether they disagree by more than a threshold, or could be what the
     * claim is of.
     *
     * @param pass over all rows, with the sample beside it; takes what is run
     */
    public void complete(ValidationPass pass, TorchDevice device, int batchSize, Progress progress) {
        List<FittingDefinition> open =
                definitions.stream().filter(other -> !isTold(pass, other)).toList();
        if (!open.isEmpty()) {
            progress.note("other functions that the weights fit, too: " + open.size() + " on all rows");
            try (ForwardPass forward = ForwardPass.verified(open, subject.weights(), device)) {
                pass.runAlso(forward, batchSize, progress);
            }
        }
    }

    private boolean isTold(ValidationPass pass, FittingDefinition other) {
        Double claim = subject.claimed();
        double actual = actual(pass, subject);
        PairedSample differences = differences(pass, subject, other);
        double disagreement = Math.abs(differences.mean());
        double reach = SAFELY * differences.reach();
        // Not the other way round: what is not finite tells nothing.
        boolean sided = thresholds.stream().allMatch(threshold -> Math.abs(disagreement - threshold) > reach);
        return sided
                && (claim == null
                        || Math.abs(actual - claim) <= MET
                        || Math.abs(actual + differences.mean() - claim) > NEAR + reach);
    }

    /**
     * What the other definitions of a selection give: on all rows, or by how much they differ on the sample.
     *
     * @param pass over all rows
     */
    public static List<Alternative> alternatives(ValidationPass pass, OpenCheckpoint subject) {
        ValidationRows rows = subject.split().rows();
        return subject.selection().others().stream()
                .map(other -> pass.covers(other)
                        ? new Alternative(other.name(), pass.scores(other, rows).mean(subject.kind(), subject.batch()))
                        : new Alternative(
                                other.name(),
                                asCosine(actual(pass, subject)
                                        + differences(pass, subject, other).mean()),
                                sample(subject).size()))
                .toList();
    }

    private static double asCosine(double estimate) {
        return Math.max(-1, Math.min(1, estimate));
    }

    private static ValidationRows sample(OpenCheckpoint subject) {
        return subject.split().rows().limit(ROWS);
    }

    private static double actual(ValidationPass pass, OpenCheckpoint subject) {
        return pass.scores(subject.selection().judging(), subject.split().rows())
                .mean(subject.kind(), subject.batch());
    }

    private static PairedSample differences(ValidationPass pass, OpenCheckpoint subject, FittingDefinition other) {
        ValidationRows sample = sample(subject);
        double[] ours = pass.scores(subject.selection().judging(), sample).cosines();
        double[] theirs = pass.scores(other, sample).cosines();
        double[] differences = new double[sample.size()];
        Arrays.setAll(differences, row -> theirs[row] - ours[row]);
        return new PairedSample(differences, subject);
    }
}

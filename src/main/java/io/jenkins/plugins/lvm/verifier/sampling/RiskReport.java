package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.contract.ActualBuilder;
import io.jenkins.plugins.lvm.verifier.contract.BaselineBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DrawnRows;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.GateRange;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.HeldOut;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Range;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Risk;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Serving;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Split;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.risk.Interval;
import io.jenkins.plugins.lvm.verifier.risk.UnseenShare;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes of what was measured on some rows what the report says of all: estimates, and where the true numbers are.
 *
 * @param limit risk of the verdict
 * @param repeat whether the seed was given
 */
public record RiskReport(double limit, long seed, boolean repeat) {

    /**
     * The report of a verification that read all rows after all.
     *
     * @param measured on all rows
     * @param why in words
     */
    public Verification whole(Verification measured, String why) {
        long rows = measured.split().validationRows();
        HeldOut heldOut = measured.heldOut();
        return measured.toBuilder()
                .risk(new Risk(
                        limit,
                        seed,
                        repeat,
                        new DrawnRows(rows, rows, 0, null),
                        heldOut == null
                                ? null
                                : whole(heldOut.actual().histogram().rows()),
                        null,
                        List.of(),
                        why))
                .build();
    }

    private static DrawnRows whole(long rows) {
        return new DrawnRows(rows, rows, 0, null);
    }

    /**
     * The report of a verification that stopped early.
     *
     * @param measured on the rows that were drawn
     */
    public Verification stopped(Verification measured, RiskLimited.Result result) {
        Drawn split = result.split();
        Actual actual = estimated(measured.actual(), split);
        Double claim = measured.measurements().claim();
        HeldOut heldOut = measured.heldOut();
        Interval range = split.intervals().get(GateQuantities.ACTUAL);
        List<GateRange> ranges = new ArrayList<>();
        result.known().forEach((metric, interval) -> ranges.add(new GateRange(metric, range(interval))));
        return measured.toBuilder()
                .actual(actual)
                .data(data(measured.data(), split))
                .gap(claim == null ? null : Double.valueOf(actual.value() - claim))
                .alternatives(alternatives(measured, actual, split))
                .serving(serving(measured, actual, split))
                .baseline(baseline(measured.baseline(), actual, split))
                .heldOut(
                        heldOut == null || result.heldOut() == null
                                ? heldOut
                                : new HeldOut(heldOut.data(), estimated(heldOut.actual(), result.heldOut())))
                .risk(new Risk(
                        limit,
                        seed,
                        repeat,
                        drawn(split),
                        result.heldOut() == null ? null : drawn(result.heldOut()),
                        split.isComplete() || range == null ? null : range(range),
                        ranges,
                        null))
                .build();
    }

    /** As causes see it: some of the trainer's rows give no claim exactly. */
    public static Verification asSample(Verification judged) {
        Split split = judged.split();
        return judged.toBuilder()
                .split(new Split(
                        split.name(),
                        split.seed(),
                        split.validationRows(),
                        split.rowsSha256(),
                        false,
                        split.mayOverlapTraining(),
                        split.reason()))
                .build();
    }

    /** The share of leaked rows is an estimate for all, as the means are. */
    private static Data data(Data measured, Drawn drawn) {
        Double leaked = drawn.value(GateQuantities.LEAKED);
        return leaked == null || measured.leaked() == null
                ? measured
                : new Data(
                        measured.path(),
                        measured.fingerprint(),
                        measured.sequences(),
                        measured.keys(),
                        measured.rowsDigest(),
                        measured.scoredRowsDigest(),
                        leaked);
    }

    private DrawnRows drawn(Drawn drawn) {
        return new DrawnRows(
                drawn.rows().size(),
                drawn.all(),
                UnseenShare.below(drawn.rows().size(), drawn.all(), limit),
                drawn.partnersDigest());
    }

    private static Range range(Interval interval) {
        return new Range(interval.low(), interval.high());
    }

    /** Means of rows that do not all weigh the same, and the chance level of partners in place of that of all pairs. */
    private static Actual estimated(Actual measured, Drawn drawn) {
        Drawn.Known mean = drawn.known().get(GateQuantities.ACTUAL);
        if (drawn.isComplete() || mean == null) {
            return measured;
        }
        Double skill = drawn.value(GateQuantities.SKILL);
        Double chance = skill == null ? measured.chance() : Double.valueOf(mean.sampleMean() - skill);
        return new ActualBuilder(measured)
                .value(mean.value())
                .sampleMean(mean.sampleMean())
                .batchMean(measured.kind() == MeanKind.BATCH_MEAN ? mean.value() : measured.batchMean())
                .chance(chance)
                .skill(chance == null ? null : Double.valueOf(mean.sampleMean() - chance))
                .build();
    }

    private static List<Alternative> alternatives(Verification measured, Actual actual, Drawn drawn) {
        List<Alternative> estimates = new ArrayList<>();
        for (Alternative other : measured.alternatives()) {
            Double above = drawn.value(GateQuantities.alternative(estimates.size()));
            estimates.add(above == null ? other : new Alternative(other.forwardDefinition(), actual.value() + above));
        }
        return estimates;
    }

    private static @Nullable Serving serving(Verification measured, Actual actual, Drawn drawn) {
        Serving serving = measured.serving();
        if (serving == null) {
            return null;
        }
        Double above = drawn.value(GateQuantities.SERVING);
        double gap = above == null ? serving.gap() : above;
        return new Serving(serving.forwardDefinition(), actual.value() + gap, gap);
    }

    private static @Nullable Baseline baseline(@Nullable Baseline measured, Actual ours, Drawn drawn) {
        if (measured == null || drawn.isComplete()) {
            return measured;
        }
        Double above = drawn.value(GateQuantities.REGRESSION);
        Difference rows = measured.difference();
        double mean = above == null ? rows.mean() : -above;
        double theirs = ours.sampleMean() - mean;
        Actual actual = measured.paired()
                ? new ActualBuilder(measured.actual())
                        .sampleMean(theirs)
                        .value(
                                measured.actual().kind() == MeanKind.SAMPLE_MEAN
                                        ? theirs
                                        : measured.actual().value())
                        .build()
                : measured.actual();
        return new BaselineBuilder(measured)
                .actual(actual)
                .difference(new Difference(
                        measured.paired()
                                ? mean
                                : ours.sampleMean() - measured.actual().sampleMean(),
                        rows.standardError(),
                        rows.standardErrorKind(),
                        rows.low(),
                        rows.high(),
                        rows.better(),
                        rows.worse()))
                .build();
    }
}

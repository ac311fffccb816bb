package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Contexts;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Run;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.PairedSample;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt.Share;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering.Running;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds out on a sample which of many functions could have made the claim at all: a run over all rows for each of some 40 would take as
 * long as 40 verifications.
 *
 * <p>All are tried on 64 rows; those that are not {@linkplain PairedSample#canClose ruled out} on as many more, until a third of the rows
 * or 2048 were run. No row is run twice. What is left then can only be told on all rows.
 */
final class FunctionScreen {
    private static final int FEWEST = 64;
    private static final int MOST = 2048;

    private final EvaluationData data;
    private final OpenCheckpoint subject;
    private final Gap gap;
    private final ValidationPass measured;
    private final Running running;
    private final RowExcerpt excerpt;

    /** @param measured the pass over the rows used */
    FunctionScreen(EvaluationData data, OpenCheckpoint subject, Gap gap, ValidationPass measured, Running running) {
        this.data = data;
        this.subject = subject;
        this.gap = gap;
        this.measured = measured;
        this.running = running;
        this.excerpt = RowExcerpt.of(data, subject.split().rows(), MOST, running.batchSize(), running.progress());
    }

    /**
     * What something would give, as far as a sample says.
     *
     * @param value of the claim's kind
     */
    record Estimate(Run run, double value) {}

    /**
     * What is run.
     *
     * @param sample what it changes on the rows run so far
     * @param steps how many shares of the rows that were
     */
    private record Sampled(Run run, PairedSample sample, int steps) {
        boolean canClose(Gap gap, List<Sampled> others) {
            return sample.canClose(gap)
                    && others.stream()
                            .filter(other -> other.sample.size() > sample.size())
                            .allMatch(other -> sample.canClose(gap, other.sample));
        }
    }

    /**
     * Rules out what can be, and measures the others; what gives the same on all rows of the first sample as another, or as what was
     * measured, is left out altogether. Of functions that are nearly the same only one is run on more rows, and whatever has been measured on all
     * rows is what the rest is held against.
     *
     * <p>Of a claim so coarse that none of so many numbers could be called it, estimates are all that is needed.
     *
     * @param onAllRows measures a number of the claim's kind
     * @return what was ruled out
     */
    List<Estimate> screen(List<Run> candidates, ToDoubleFunction<Run> onAllRows) {
        List<Share> shares = shares();
        List<Sampled> open = distinct(step(
                candidates.stream()
                        .map(run -> new Sampled(run, new PairedSample(new double[0], subject), 0))
                        .toList(),
                shares.subList(0, 1)));
        boolean provable = gap.canBeProven(open.size());
        List<Estimate> ruledOut = new ArrayList<>();
        open = left(open, null, ruledOut);
        for (int steps = 2; steps <= shares.size() && !open.isEmpty(); steps++) {
            open = left(leadersStep(open, shares.subList(0, steps)), null, ruledOut);
        }
        while (provable && !open.isEmpty()) {
            Sampled nearest = open.get(0);
            Known known = new Known(nearest.sample(), onAllRows.applyAsDouble(nearest.run()));
            open = left(open.subList(1, open.size()), known, ruledOut);
        }
        open.forEach(one -> ruledOut.add(estimate(one)));
        return ruledOut;
    }

    /**
     * A function that was measured.
     *
     * @param value of the claim's kind, of all rows
     */
    private record Known(PairedSample sample, double value) {}

    /** Those that can be the claim, the nearest first; the others are added to what is ruled out. */
    private List<Sampled> left(List<Sampled> tried, @Nullable Known known, List<Estimate> ruledOut) {
        List<Sampled> left = new ArrayList<>();
        for (Sampled one : tried) {
            boolean possible = known == null
                    ? one.canClose(gap, tried)
                    : one.sample().to(known.sample()).canBe(gap, known.value());
            if (possible) {
                left.add(one);
            } else {
                ruledOut.add(
                        known == null
                                ? estimate(one)
                                : new Estimate(
                                        one.run(),
                                        known.value()
                                                + one.sample()
                                                        .to(known.sample())
                                                        .mean()));
            }
        }
        left.sort(Comparator.comparingDouble(
                one -> Math.abs(gap.size() + one.sample().mean())));
        return left;
    }

    /** Each doubles the rows: evenly spread ones, and then those in the middle between them. */
    private List<Share> shares() {
        int stride = Math.max(1, Integer.highestOneBit(excerpt.size() / FEWEST));
        List<Share> shares = new ArrayList<>(List.of(new Share(0, stride)));
        for (int half = stride / 2;
                half > 0
                        && 3 * (excerpt.size() / half) <= subject.split().rows().size();
                half /= 2) {
            shares.add(new Share(half, 2 * half));
        }
        return shares;
    }

    /** Runs more rows, but only of one of those that are nearly the same. */
    private List<Sampled> leadersStep(List<Sampled> open, List<Share> shares) {
        List<Sampled> leading = new ArrayList<>();
        List<Sampled> following = new ArrayList<>();
        for (Sampled one : open) {
            boolean follows = leading.stream().anyMatch(other -> one.sample().follows(other.sample()));
            (follows ? following : leading).add(one);
        }
        List<Sampled> all = step(leading, shares);
        all.addAll(following);
        return all;
    }

    /** Runs what each has not been run on yet. */
    private List<Sampled> step(List<Sampled> before, List<Share> shares) {
        List<Sampled> now = new ArrayList<>(before);
        for (int i = 0; i < shares.size(); i++) {
            int done = i;
            List<Sampled> due = now.stream().filter(one -> one.steps() == done).toList();
            if (!due.isEmpty()) {
                now.removeAll(due);
                now.addAll(sampled(due, shares.get(i)));
            }
        }
        return now;
    }

    private Estimate estimate(Sampled one) {
        return new Estimate(one.run(), gap.actual() + one.sample().mean());
    }

    private List<Sampled> sampled(List<Sampled> before, Share share) {
        double[] judging = measured.scores(subject.selection().judging(), excerpt.rows(share))
                .cosines();
        Map<Sampled, double[]> found = new LinkedHashMap<>();
        before.forEach(one -> found.put(one, judging));
        try (ComparedVectors compared = subject.compared(data.sequences(), running.device())) {
            // Those that differ in their code only share weights and batches.
            Map<Alike, List<Sampled>> groups = new LinkedHashMap<>();
            before.forEach(one -> groups.computeIfAbsent(
                            new Alike(one.run().weights(), one.run().contexts()), alike -> new ArrayList<>())
                    .add(one));
            groups.forEach((alike, group) -> {
                List<FittingDefinition> definitions =
                        group.stream().map(one -> one.run().definition()).toList();
                RowExcerpt changed =
                        alike.contexts() == Contexts.AS_THEY_ARE ? excerpt : excerpt.changed(alike.contexts());
                double[][] cosines = changed.cosines(
                        definitions, alike.weights(), running.device(), running.batchSize(), share, compared);
                for (int i = 0; i < cosines.length; i++) {
                    found.put(group.get(i), cosines[i]);
                }
            });
        }
        List<Sampled> sampled = new ArrayList<>();
        found.forEach((one, cosines) ->
                sampled.add(new Sampled(one.run(), more(one.sample(), cosines, judging), one.steps() + 1)));
        return sampled;
    }

    private record Alike(Weights weights, Contexts contexts) {}

    private PairedSample more(PairedSample before, double[] cosines, double[] judging) {
        int known = before.differences().length;
        double[] differences = Arrays.copyOf(before.differences(), known + cosines.length);
        for (int row = 0; row < cosines.length; row++) {
            differences[known + row] = cosines[row] - judging[row];
        }
        return new PairedSample(differences, subject);
    }

    private static List<Sampled> distinct(List<Sampled> sampled) {
        List<Sampled> distinct = new ArrayList<>();
        for (Sampled one : sampled) {
            if (!one.sample().isNothing()
                    && distinct.stream().noneMatch(other -> one.sample().isSame(other.sample()))) {
                distinct.add(one);
            }
        }
        return distinct;
    }
}

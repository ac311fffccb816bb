package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Contexts;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Run;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.PairedSample;
import io.jenkins.plugins.lvm.verifier.evaluation.RowShares;
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

/**
 * Finds out which of many functions could have made the claim, on as few rows as tell: a run over all rows for each of some 40 would take as
 * long as 40 verifications.
 *
 * <p>All are tried on 64 rows; those that are not {@linkplain PairedSample#canClose ruled out} on as many more, until a third of the rows
 * or 2048 were run. Then one after the other goes on, the nearest first, share by share until it is ruled out or all rows were run. No row
 * is run twice. One instance screens once.
 */
final class FunctionScreen {
    private static final double TOGETHER = 1.0 / 3;

    private final EvaluationData data;
    private final OpenCheckpoint subject;
    private final Gap gap;
    private final ValidationPass measured;
    private final Running running;
    private final RowShares shares;
    private final List<Known> known = new ArrayList<>();
    private final List<Exact> exact = new ArrayList<>();
    private final List<Estimate> ruledOut = new ArrayList<>();

    /** @param measured the pass over the rows used */
    FunctionScreen(EvaluationData data, OpenCheckpoint subject, Gap gap, ValidationPass measured, Running running) {
        this.data = data;
        this.subject = subject;
        this.gap = gap;
        this.measured = measured;
        this.running = running;
        this.shares =
                new RowShares(data, subject.split().rows(), running.device(), running.batchSize(), running.progress());
        this.known.add(
                new Known(new PairedSample(new double[subject.split().rows().size()], subject), gap.actual()));
    }

    /**
     * What functions give.
     *
     * @param exact those that were run on all rows, in the order in which they were
     * @param ruledOut the others
     */
    record Screened(List<Exact> exact, List<Estimate> ruledOut) {}

    /** What a function gives on all rows. */
    record Exact(Run run, DefinitionScores scores) {}

    /**
     * What something would give, as far as a sample says.
     *
     * @param value of the claim's kind
     * @param rows of the sample
     */
    record Estimate(Run run, double value, int rows) {}

    /**
     * What is run.
     *
     * @param cosines of the rows run so far
     * @param sample what it changes on them
     * @param steps how many shares of the rows that were
     */
    private record Sampled(Run run, double[] cosines, PairedSample sample, int steps) {}

    /**
     * A function whose number is known: the one that judges, or another that was run on all rows.
     *
     * @param sample in what it differs from the one that judges
     * @param value of the claim's kind, of all rows
     */
    private record Known(PairedSample sample, double value) {}

    /**
     * Rules out what can be, and measures the others; what gives the same on all rows of the first share as another, or as what was
     * measured, is left out altogether. Of functions that are nearly the same only one is run on more rows, and whatever has been measured on all
     * rows is what the rest is held against.
     *
     * <p>Of a claim so coarse that none of so many numbers could be called it, estimates are all that is needed.
     */
    Screened screen(List<Run> candidates) {
        List<Sampled> open = distinct(further(
                candidates.stream()
                        .map(run -> new Sampled(run, new double[0], new PairedSample(new double[0], subject), 0))
                        .toList(),
                1));
        boolean provable = gap.canBeProven(open.size());
        open = left(open, open);
        int together = shares.within(TOGETHER);
        for (int steps = 2; steps <= together && !open.isEmpty(); steps++) {
            List<Sampled> tried = leadersFurther(open, steps);
            open = left(tried, tried);
        }
        if (provable && !open.isEmpty()) {
            running.progress()
                    .note(
                            "what may be the claim by a sample of the rows is run on more of them, until it is ruled out: "
                                    + open.size() + (open.size() == 1 ? " function" : " functions"));
            while (!open.isEmpty()) {
                Sampled nearest = asFarAsNeeded(open.get(0));
                open = left(open.subList(1, open.size()), List.of(nearest));
            }
        }
        open.forEach(one -> ruledOut.add(estimate(one)));
        return new Screened(List.copyOf(exact), List.copyOf(ruledOut));
    }

    /** Runs a function until it is ruled out, or all rows were run. */
    private Sampled asFarAsNeeded(Sampled begun) {
        Sampled one = begun;
        while (one.steps() < shares.count() && canBe(one)) {
            one = further(List.of(one), one.steps() + 1).get(0);
        }
        if (one.steps() == shares.count()) {
            DefinitionScores scores = shares.inEvaluationOrder(one.cosines());
            exact.add(new Exact(one.run(), scores));
            known.add(new Known(one.sample(), scores.mean(subject.kind(), subject.batch())));
        } else {
            ruledOut.add(estimate(one));
        }
        return one;
    }

    /** By what it differs in from what is known. */
    private boolean canBe(Sampled one) {
        return known.stream().allMatch(each -> one.sample().to(each.sample()).canBe(gap, each.value()));
    }

    /**
     * Those that can be the claim, the nearest first; the others are added to what is ruled out.
     *
     * @param others some of which were run on more rows
     */
    private List<Sampled> left(List<Sampled> tried, List<Sampled> others) {
        List<Sampled> left = new ArrayList<>();
        for (Sampled one : tried) {
            boolean possible = canBe(one)
                    && others.stream()
                            .filter(other ->
                                    other.sample().size() > one.sample().size())
                            .allMatch(other -> one.sample().canClose(gap, other.sample()));
            if (possible) {
                left.add(one);
            } else {
                ruledOut.add(estimate(one));
            }
        }
        left.sort(Comparator.comparingDouble(
                one -> Math.abs(gap.size() + one.sample().mean())));
        return left;
    }

    /** Runs more rows, but only of one of those that are nearly the same. */
    private List<Sampled> leadersFurther(List<Sampled> open, int steps) {
        List<Sampled> leading = new ArrayList<>();
        List<Sampled> following = new ArrayList<>();
        for (Sampled one : open) {
            boolean follows = leading.stream().anyMatch(other -> one.sample().follows(other.sample()));
            (follows ? following : leading).add(one);
        }
        List<Sampled> all = further(leading, steps);
        all.addAll(following);
        return all;
    }

    /**
     * Runs what each has not been run on yet.
     *
     * @param steps how many shares that is
     */
    private List<Sampled> further(List<Sampled> before, int steps) {
        List<Sampled> now = new ArrayList<>(before);
        for (int share = 0; share < steps; share++) {
            int done = share;
            List<Sampled> due = now.stream().filter(one -> one.steps() == done).toList();
            if (!due.isEmpty()) {
                now.removeAll(due);
                now.addAll(onShare(due, share));
            }
        }
        return now;
    }

    /** By its differences to what is most like it of all that is known. */
    private Estimate estimate(Sampled one) {
        return known.stream()
                .min(Comparator.comparingDouble(
                        each -> one.sample().to(each.sample()).reach()))
                .map(each -> new Estimate(
                        one.run(),
                        each.value() + one.sample().to(each.sample()).mean(),
                        one.sample().size()))
                .orElseThrow();
    }

    private List<Sampled> onShare(List<Sampled> before, int share) {
        double[] judging = measured.scores(subject.selection().judging(), shares.rows(share))
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
                double[][] cosines = shares.cosines(share, definitions, alike.weights(), alike.contexts(), compared);
                for (int i = 0; i < cosines.length; i++) {
                    found.put(group.get(i), cosines[i]);
                }
            });
        }
        List<Sampled> sampled = new ArrayList<>();
        found.forEach((one, cosines) -> sampled.add(more(one, cosines, judging)));
        return sampled;
    }

    private record Alike(Weights weights, Contexts contexts) {}

    private Sampled more(Sampled before, double[] cosines, double[] judging) {
        int size = before.cosines().length;
        double[] all = Arrays.copyOf(before.cosines(), size + cosines.length);
        double[] differences = Arrays.copyOf(before.sample().differences(), all.length);
        for (int row = 0; row < cosines.length; row++) {
            all[size + row] = cosines[row];
            differences[size + row] = cosines[row] - judging[row];
        }
        return new Sampled(before.run(), all, new PairedSample(differences, subject), before.steps() + 1);
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

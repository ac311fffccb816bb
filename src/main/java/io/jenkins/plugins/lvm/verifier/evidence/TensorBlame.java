package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.diagnosis.BlameFacts;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.OverlaidWeights;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt.Share;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering.Running;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the smallest set of tensors that, taken from a good baseline, restores what was lost: delta debugging, A. Zeller and
 * R. Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE Transactions on Software Engineering 28 (2002) 183-200.
 * One culprit among n tensors takes about 2 log2(n) runs on a sample of the rows. Where that names none, since all tensors of
 * an earlier epoch differ and fit each other only, each is tried alone; where the baseline is not better, one has to bring more than it.
 */
final class TensorBlame {
    /** With all runs no more than what the verifications of checkpoint and baseline take on 60,000 sequences. */
    private static final int MOST_ROWS = 128;

    private static final int MOST_RUNS = 96;

    /** A baseline that is better by less than half of the gap is not what is to be reached. */
    private static final double OF_THE_GAP = 0.5;

    private static final double RESTORED = 0.8;
    /** More of those that differ are not a damage, and not named. */
    private static final double OF_THE_DIFFERING = 0.5;
    /** Of what was lost a damaged tensor alone brings half at least, and any other alone no more than half of that. */
    private static final double HALF = 0.5;
    /** Many runs take every so many of the rows. */
    private static final int FEWER_ROWS = 4;

    private static final int MOST_RANKED = 16;

    private final OpenCheckpoint subject;
    private final StateDict good;
    private final RowExcerpt excerpt;
    private final Running running;
    private int count;

    private TensorBlame(Gathering from, StateDict good) {
        this.subject = from.subject();
        this.good = good;
        this.running = from.running();
        this.excerpt =
                RowExcerpt.of(from.data(), subject.split().rows(), MOST_ROWS, running.batchSize(), running.progress());
    }

    static Optional<BlameFacts> gather(Gathering from) {
        BaselineSource source = from.asked().others().baseline();
        Baseline held = from.measured().baseline();
        Claim claim = from.measured().claim();
        if (source == null || source.checkpoint() == null || held == null || claim == null || !Reruns.isWanted(from)) {
            return Optional.empty();
        }
        double gap = claim.value() - from.measured().actual().value();
        if (gap <= 0) {
            return Optional.empty();
        }
        try (Checkpoint baseline = CheckpointReader.open(Path.of(source.checkpoint()))) {
            StateDict good = baseline.stateDict();
            List<String> differing =
                    Siblings.differing(from.subject().state(), good).toList();
            if (!isSameModel(from.subject().state(), good) || differing.isEmpty()) {
                return Optional.empty();
            }
            from.running().progress().note("looking for the tensors that make the difference to the baseline");
            return Optional.of(new TensorBlame(from, good).facts(held.name(), differing, gap));
        } catch (VerifierException e) {
            return Optional.empty(); // The baseline was read before: its file has just gone.
        }
    }

    private static boolean isSameModel(StateDict one, StateDict other) {
        return one.names().equals(other.names())
                && one.names().stream()
                        .allMatch(name -> Arrays.equals(
                                one.tensor(name).shape(), other.tensor(name).shape()));
    }

    private BlameFacts facts(String name, List<String> differing, double gap) {
        double bad = value(List.of(), 1);
        double best = value(differing, 1);
        boolean better = best - bad > OF_THE_GAP * gap;
        double wanted = better ? best : bad + gap;
        List<String> guilty = better ? ranked(minimal(differing, bad + RESTORED * (best - bad)), differing) : List.of();
        if (guilty.isEmpty() || guilty.size() > OF_THE_DIFFERING * differing.size()) {
            List<String> one = alone(differing, better ? 0 : best - bad, wanted - bad);
            guilty = one.isEmpty() ? guilty : one;
        }
        double restored = guilty.isEmpty() ? bad : value(guilty, 1);
        String where = guilty.isEmpty()
                ? ""
                : new DamagedPart(subject.state(), subject.selection().judging().heads())
                        .of(guilty.get(0), good.floats(guilty.get(0)))
                        .orElse("");
        return new BlameFacts(
                name,
                new BlameFacts.Reached(bad, best, wanted, restored),
                differing.size(),
                subject.state().names().size(),
                guilty,
                where,
                count);
    }

    /**
     * The tensor that alone restores half of what was lost, and far more than any other alone; else none.
     *
     * @param more what it has to bring besides
     */
    private List<String> alone(List<String> names, double more, double lost) {
        if (names.size() > MOST_RUNS) {
            return List.of();
        }
        double bad = value(List.of(), FEWER_ROWS);
        List<Map.Entry<String, Double>> tried = new ArrayList<>();
        names.forEach(name -> tried.add(Map.entry(name, value(List.of(name), FEWER_ROWS) - bad)));
        tried.sort(Map.Entry.<String, Double>comparingByValue().reversed());
        double first = tried.get(0).getValue();
        double second = tried.size() > 1 ? tried.get(1).getValue() : 0;
        return first >= HALF * lost && first > more && second <= HALF * first
                ? List.of(tried.get(0).getKey())
                : List.of();
    }

    /** First those that restore most alone, and without which the baseline loses most: one of them need not fit the other's new values. */
    private List<String> ranked(List<String> guilty, List<String> differing) {
        if (guilty.size() < 2 || guilty.size() > MOST_RANKED) {
            return guilty;
        }
        Map<String, Double> weight = new HashMap<>();
        guilty.forEach(name -> weight.put(
                name, value(List.of(name), FEWER_ROWS) - value(without(differing, List.of(name)), FEWER_ROWS)));
        return guilty.stream()
                .sorted(Comparator.comparing(weight::get, Comparator.reverseOrder()))
                .toList();
    }

    /** Zeller and Hildebrandt's ddmin; empty when the runs are used up. */
    private List<String> minimal(List<String> all, double wanted) {
        List<String> candidates = all;
        int parts = 2;
        while (candidates.size() > 1) {
            List<List<String>> tried = split(candidates, parts);
            int subsets = tried.size();
            if (parts > 2) {
                for (List<String> part : List.copyOf(tried)) {
                    tried.add(without(candidates, part));
                }
            }
            if (count + tried.size() > MOST_RUNS) {
                return List.of();
            }
            int found = firstRestoring(tried, wanted);
            if (found >= 0) {
                candidates = tried.get(found);
                parts = found < subsets ? 2 : Math.max(parts - 1, 2);
            } else if (parts >= candidates.size()) {
                break;
            } else {
                parts = Math.min(candidates.size(), 2 * parts);
            }
        }
        return candidates;
    }

    private int firstRestoring(List<List<String>> sets, double wanted) {
        for (int i = 0; i < sets.size(); i++) {
            if (value(sets.get(i), 1) >= wanted) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Mean cosine of the checkpoint with a set of tensors taken from the baseline.
     *
     * @param stride every so many of the rows are run
     */
    private double value(Collection<String> set, int stride) {
        count++;
        Map<String, float[]> taken = new HashMap<>();
        set.forEach(name -> taken.put(name, good.floats(name)));
        return CosineStatistics.sampleMean(excerpt.cosines(
                        List.of(subject.selection().judging()),
                        new OverlaidWeights(subject.weights(), taken),
                        running.device(),
                        running.batchSize(),
                        new Share(0, stride))[0]);
    }

    private static List<List<String>> split(List<String> names, int parts) {
        List<List<String>> split = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            split.add(names.subList(i * names.size() / parts, (i + 1) * names.size() / parts));
        }
        return split;
    }

    private static List<String> without(List<String> names, List<String> part) {
        List<String> rest = new ArrayList<>(names);
        rest.removeAll(part);
        return rest;
    }
}

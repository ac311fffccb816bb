package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.diagnosis.BlameFacts;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Contexts;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Run;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.OverlaidWeights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the smallest set of tensors that, taken from a good baseline, restores what was lost: delta debugging, A. Zeller and
 * R. Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE Transactions on Software Engineering 28 (2002) 183-200.
 * One culprit among n tensors takes about 2 log2(n) runs on a sample of the rows.
 */
final class TensorBlame {
    private static final int MOST_ROWS = 2000;
    private static final int MOST_RUNS = 96;
    /** Less than half of the gap lost against the baseline is not the baseline's to explain. */
    private static final double OF_THE_GAP = 0.5;

    private static final double RESTORED = 0.8;

    private final OpenCheckpoint subject;
    private final StateDict good;
    private final ChangedRuns runs;
    private int count;
    private double wanted;

    private TensorBlame(Gathering from, StateDict good) {
        this.subject = from.subject();
        this.good = good;
        this.runs = new ChangedRuns(
                from.data(),
                subject.split().rows().limit(MOST_ROWS),
                from.running().device(),
                from.running().batchSize(),
                from.running().progress());
    }

    static Optional<BlameFacts> gather(Gathering from) {
        BaselineSource source =
                from.request().baselineOf(from.measured().checkpoint().path());
        Baseline held = from.measured().baseline();
        if (source == null || source.checkpoint() == null || held == null || !isWorse(from, held)) {
            return Optional.empty();
        }
        try (Checkpoint baseline = CheckpointReader.open(Path.of(source.checkpoint()))) {
            StateDict good = baseline.stateDict();
            List<String> differing = Siblings.differing(from.subject().state(), good).toList();
            if (!isSameModel(from.subject().state(), good) || differing.isEmpty()) {
                return Optional.empty();
            }
            from.running().progress().note("looking for the tensors that make the difference to the baseline");
            return Optional.of(new TensorBlame(from, good).facts(held.name(), differing));
        } catch (VerifierException e) {
            return Optional.empty(); // The baseline was read before: its file has just gone.
        }
    }

    private static boolean isWorse(Gathering from, Baseline baseline) {
        Claim claim = from.measured().claim();
        if (claim == null || !Reruns.isWanted(from)) {
            return false;
        }
        double lost = baseline.actual().sampleMean() - from.measured().actual().sampleMean();
        double gap = claim.value() - from.measured().actual().value();
        return gap > 0 && lost > OF_THE_GAP * gap;
    }

    private static boolean isSameModel(StateDict one, StateDict other) {
        return one.names().equals(other.names())
                && one.names().stream()
                        .allMatch(name -> Arrays.equals(
                                one.tensor(name).shape(), other.tensor(name).shape()));
    }

    private BlameFacts facts(String name, List<String> differing) {
        List<Double> ends = values(List.of(List.of(), differing));
        double bad = ends.get(0);
        double best = ends.get(1);
        wanted = bad + RESTORED * (best - bad);
        List<String> guilty = best > bad ? minimal(differing) : List.of();
        double restored = guilty.isEmpty() ? bad : values(List.of(guilty)).get(0);
        return new BlameFacts(name, best, bad, differing.size(), guilty, restored, count);
    }

    /** Zeller and Hildebrandt's ddmin; empty when the runs are used up. */
    private List<String> minimal(List<String> all) {
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
            int found = firstRestoring(tried);
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

    private int firstRestoring(List<List<String>> sets) {
        List<Double> values = values(sets);
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) >= wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Mean cosines of the checkpoint with each set of tensors taken from the baseline. */
    private List<Double> values(List<? extends Collection<String>> sets) {
        List<Double> values = new ArrayList<>();
        for (Collection<String> set : sets) {
            Map<String, float[]> taken = new HashMap<>();
            set.forEach(name -> taken.put(name, good.floats(name)));
            Run run = new Run(
                    subject.selection().judging(), new OverlaidWeights(subject.weights(), taken), Contexts.AS_THEY_ARE);
            values.add(runs.of(List.of(run)).get(0).mean(MeanKind.SAMPLE_MEAN, subject.batch()));
            count++;
        }
        return values;
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

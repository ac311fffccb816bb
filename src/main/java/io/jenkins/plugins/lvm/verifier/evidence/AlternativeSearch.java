package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Contexts;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Run;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering.Running;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.trainer.ChosenSplit;
import io.jenkins.plugins.lvm.verifier.trainer.Convention;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser.NamedRows;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Measures what could have been measured instead: other fitting definitions and what else the weights load into, other positional
 * scales, other plausible splits, other means.
 *
 * <p>It comes after the first pass, when a gate is missed: a build that passes does not pay for it. What needs only the rows used
 * is tried on a sample of them, and on all of them only if it could be the claim. Other splits need other rows, nearly all of the file: that is
 * another pass, which is announced with its time and left out by {@code diagnose: quick}.
 */
public final class AlternativeSearch {
    /** Beyond this many rows a split is not tried, unless the trainer's: an hour would not suffice. */
    private static final int MOST_ROWS = 200_000;

    /** The diagnosis that reads no other rows. */
    private static final String QUICK = "quick";

    private static final int[] BATCHES = {8, 16, 32, 64, 128, 256, 512, 1024};

    private final boolean quick;
    private final int maxSamples;
    private final EvaluationData data;
    private final SplitChooser splits;
    private final OpenCheckpoint subject;
    private final ForwardSelection selection;
    private final ChosenSplit used;
    private final Convention convention;
    private final MeanKind kind;
    private final NamedRows usedRows;
    private final ExplainingCosines cosines = new ExplainingCosines();

    /** @param subject the checkpoint whose claim is looked for */
    public AlternativeSearch(Asked asked, EvaluationData data, SplitChooser splits, OpenCheckpoint subject) {
        this.quick = asked.diagnose().equals(QUICK);
        this.maxSamples = asked.maxSamples();
        this.data = data;
        this.splits = splits;
        this.subject = subject;
        this.selection = subject.selection();
        this.used = subject.split();
        this.convention = subject.convention();
        this.kind = subject.kind();
        this.usedRows = new NamedRows(used.label(), used.rows());
    }

    /** A way to average. */
    private record Mean(MeanKind kind, int batchSize) {
        String label() {
            return kind == MeanKind.SAMPLE_MEAN ? "mean of samples" : "mean of batch means of " + batchSize;
        }
    }

    /**
     * What was found.
     *
     * @param trials all numbers
     * @param rows how many rows the pass read
     * @param leftOut what was not tried, and why
     * @param onTrainerRows the number on the trainer's own rows; null if nobody can tell them
     */
    public record Result(List<Trial> trials, int rows, List<String> leftOut, @Nullable Double onTrainerRows) {}

    /** What was measured. */
    Trial measured(double value) {
        return new Trial(
                Set.of(),
                selection.judging().name(),
                selection.judging().positionalScale(),
                used.label(),
                usual().label(),
                value);
    }

    /** Numbers that the first pass has at hand: the definitions that it ran, and other means. */
    List<Trial> atHand(ValidationPass pass) {
        List<Trial> trials = new ArrayList<>();
        for (FittingDefinition definition : ran(pass, true)) {
            boolean judging = definition == selection.judging();
            DefinitionScores scores = pass.scores(definition, used.rows());
            for (Mean mean : judging ? means() : List.of(usual())) {
                Set<Factor> changed =
                        changed(judging ? Set.of() : Set.of(Factor.FORWARD), false, !mean.equals(usual()));
                if (!changed.isEmpty()) {
                    trials.add(trial(changed, definition, usedRows, mean, scores));
                }
            }
        }
        return trials;
    }

    /**
     * Runs all alternatives.
     *
     * @param first the pass over the rows used
     * @param rowsPerSecond how fast that was
     */
    public Result run(Gap gap, ValidationPass first, double rowsPerSecond, Running running) {
        List<FunctionRun> known = runs(ran(first, true));
        List<FunctionRun> everywhere = new ArrayList<>(known);
        everywhere.addAll(runs(ran(first, false)));
        int selected = everywhere.size();
        addFitting(everywhere);
        List<FunctionRun> candidates = new ArrayList<>(everywhere.subList(known.size(), selected));
        candidates.addAll(FunctionRun.alternatives(subject, names(everywhere)));
        List<Trial> trials = new ArrayList<>();
        known.forEach(run -> addTrials(trials, run, usedRows, first.scores(run.definition(), used.rows())));
        // Few of them can be told from a claim that the many others are too many for.
        screen(gap, everywhere.subList(selected, everywhere.size()), first, running, trials);
        screen(gap, candidates, first, running, trials);
        List<String> leftOut = new ArrayList<>();
        List<NamedRows> others = otherSplits(leftOut);
        RowSet rows = used.rows().rowSet();
        if (others.isEmpty()) {
            return new Result(List.copyOf(trials), rows.size(), List.copyOf(leftOut), null);
        }
        for (NamedRows split : others) {
            rows = rows.union(split.rows().rowSet());
        }
        running.progress()
                .note(announcement(rows.size(), others.size(), everywhere.size(), rowsPerSecond / known.size()));
        ValidationPass all = pass(rows, everywhere, running);
        for (FunctionRun run : everywhere) {
            others.forEach(split -> addTrials(trials, run, split, all.scores(run.definition(), split.rows())));
        }
        return new Result(List.copyOf(trials), rows.size(), List.copyOf(leftOut), onTrainerRows(all, others));
    }

    /** @param trials the functions' numbers are added */
    private void screen(
            Gap gap, List<FunctionRun> candidates, ValidationPass first, Running running, List<Trial> trials) {
        if (candidates.isEmpty()) {
            return;
        }
        running.progress()
                .note("looking for what reproduces the claim: " + candidates.size()
                        + (candidates.size() == 1 ? " other function" : " other functions")
                        + " on a sample of the same rows");
        Map<Run, FunctionRun> runs = new LinkedHashMap<>();
        candidates.forEach(candidate ->
                runs.put(new Run(candidate.definition(), subject.weights(), Contexts.AS_THEY_ARE), candidate));
        FunctionScreen.Screened screened =
                new FunctionScreen(data, subject, gap, first, running).screen(List.copyOf(runs.keySet()));
        screened.exact()
                .forEach(found ->
                        addTrials(trials, Objects.requireNonNull(runs.get(found.run())), usedRows, found.scores()));
        screened.ruledOut()
                .forEach(estimate -> trials.add(sampled(Objects.requireNonNull(runs.get(estimate.run())), estimate)));
    }

    /** Rows that only this search reads would drive out of the cache those that every verification uses. */
    private ValidationPass pass(RowSet rows, List<FunctionRun> runs, Running running) {
        SequenceData sequences = rows.size() == used.rows().size()
                ? data.sequences()
                : data.sequences().withoutCache();
        try (ComparedVectors compared = subject.compared(sequences, running.device());
                ForwardPass forward = ForwardPass.verified(definitions(runs), subject.weights(), running.device())) {
            ValidationPass pass = new ValidationPass(sequences, rows, data.groups(), List.of(), compared);
            pass.run(forward, running.batchSize(), running.progress());
            return pass;
        }
    }

    private String announcement(int rows, int splits, int definitions, double rowsPerSecond) {
        double seconds = rows * (double) definitions / rowsPerSecond;
        return String.format(
                Locale.ROOT,
                "looking for what reproduces the claim: %d other splits need one pass over %d rows%s; diagnose quick leaves it"
                        + " out",
                splits,
                rows,
                rowsPerSecond > 0 ? String.format(Locale.ROOT, ", about %.0f s", Math.max(1, seconds)) : "");
    }

    private void addTrials(List<Trial> trials, FunctionRun run, NamedRows split, DefinitionScores scores) {
        boolean otherSplit = !split.equals(usedRows);
        for (Mean mean : run.changed().isEmpty() ? means() : List.of(usual(), otherKind())) {
            Set<Factor> changed = changed(run.changed(), otherSplit, !mean.equals(usual()));
            if (!changed.isEmpty()) {
                trials.add(trial(changed, run.definition(), split, mean, scores));
            }
        }
    }

    private static Set<Factor> changed(Set<Factor> run, boolean split, boolean statistic) {
        Set<Factor> changed = EnumSet.noneOf(Factor.class);
        changed.addAll(run);
        if (split) {
            changed.add(Factor.SPLIT);
        }
        if (statistic) {
            changed.add(Factor.STATISTIC);
        }
        return changed;
    }

    private Trial trial(
            Set<Factor> changed, FittingDefinition definition, NamedRows split, Mean mean, DefinitionScores scores) {
        cosines.add(definition, split, scores);
        return new Trial(
                changed,
                definition.name(),
                definition.positionalScale(),
                split.label(),
                mean.label(),
                scores.mean(mean.kind(), mean.batchSize()));
    }

    private Trial sampled(FunctionRun run, FunctionScreen.Estimate estimate) {
        return new Trial(
                run.changed(),
                run.definition().name(),
                run.definition().positionalScale(),
                used.label(),
                usual().label() + ", by " + estimate.rows() + " rows",
                estimate.value());
    }

    private Mean usual() {
        return new Mean(kind, kind == MeanKind.SAMPLE_MEAN ? 0 : convention.batchSize());
    }

    private Mean otherKind() {
        return kind == MeanKind.SAMPLE_MEAN
                ? new Mean(MeanKind.BATCH_MEAN, convention.batchSize())
                : new Mean(MeanKind.SAMPLE_MEAN, 0);
    }

    private List<Mean> means() {
        Set<Mean> means = new LinkedHashSet<>(List.of(usual(), otherKind()));
        for (int batch : BATCHES) {
            means.add(new Mean(MeanKind.BATCH_MEAN, batch));
        }
        return List.copyOf(means);
    }

    /** Definitions that fit, but that the first pass did not need to run. */
    private void addFitting(List<FunctionRun> runs) {
        Set<String> names = names(runs);
        for (FittingDefinition fitting : ForwardDefinitions.anyFitting(subject.weights(), subject.hints())) {
            if (names.add(fitting.name())) {
                runs.add(new FunctionRun(fitting, Set.of(Factor.FORWARD)));
            }
        }
    }

    private List<NamedRows> otherSplits(List<String> leftOut) {
        if (quick) {
            leftOut.add("other splits, because only a quick diagnosis was asked for");
            return List.of();
        }
        if (maxSamples > 0) {
            leftOut.add("other splits, because the number of rows is limited");
            return List.of();
        }
        Map<String, NamedRows> found = new LinkedHashMap<>();
        int sequences = data.sequences().sequences();
        if (sequences > MOST_ROWS) {
            leftOut.add("all " + sequences + " rows, because they are too many");
        }
        for (NamedRows split : splits.plausible(convention, MOST_ROWS)) {
            if (!split.rows().equals(used.rows())) {
                found.put(split.label(), split);
            }
        }
        return List.copyOf(found.values());
    }

    private @Nullable Double onTrainerRows(ValidationPass pass, List<NamedRows> read) {
        NamedRows trainers = splits.trainers(convention);
        if (trainers == null || read.stream().noneMatch(split -> split.rows().equals(trainers.rows()))) {
            return null;
        }
        return pass.scores(selection.judging(), trainers.rows()).mean(kind, convention.batchSize());
    }

    /** Those of the selected definitions that the first pass ran on all its rows, or the others. */
    private List<FittingDefinition> ran(ValidationPass pass, boolean onAll) {
        return selection.all().stream()
                .filter(definition -> pass.covers(definition) == onAll)
                .toList();
    }

    private List<FunctionRun> runs(List<FittingDefinition> definitions) {
        return definitions.stream()
                .map(definition -> new FunctionRun(
                        definition, definition == selection.judging() ? Set.of() : Set.of(Factor.FORWARD)))
                .toList();
    }

    private static Set<String> names(List<FunctionRun> runs) {
        Set<String> names = new TreeSet<>();
        runs.forEach(run -> names.add(run.definition().name()));
        return names;
    }

    private static List<FittingDefinition> definitions(List<FunctionRun> runs) {
        return runs.stream().map(FunctionRun::definition).toList();
    }

    /**
     * Computes few rows of a function again that is said to explain the claim.
     *
     * @throws VerifierException if it was not computed rightly
     */
    List<Check> check(List<Finding> findings, Running running) {
        return cosines.check(findings, data, subject, running);
    }

    /** Whether a verification with these gates missed deserves the search. */
    public static boolean isWanted(String diagnose, boolean missed) {
        return diagnose.equals("always") || (!diagnose.equals("never") && missed);
    }
}

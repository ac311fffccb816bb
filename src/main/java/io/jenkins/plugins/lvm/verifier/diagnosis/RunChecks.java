package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds what a checkpoint records of its run against itself. */
final class RunChecks {
    private RunChecks() {}

    static List<Finding> findings(Facts facts, RunFacts run) {
        List<Finding> findings = new ArrayList<>();
        steps(facts, run).ifPresent(findings::add);
        if (run.betterBefore() != null) {
            findings.add(notBest(run.betterBefore()));
        }
        return findings;
    }

    /**
     * Whole epochs, but not as many as stated. Steps that make no whole epochs are those of another data set or of accumulated
     * gradients, and tell nothing; a count from 0 or from 1 is not told apart.
     */
    private static Optional<Finding> steps(Facts facts, RunFacts run) {
        Gap gap = facts.gap();
        if (gap == null || gap.isMetNearly() || run.steps() == null || run.epoch() == null) {
            return Optional.empty();
        }
        long stated = run.epoch();
        Optional<Long> perEpoch = run.stepsPerEpoch().stream()
                .filter(each -> each > 1 && run.steps() % each == 0)
                .findFirst();
        if (perEpoch.isEmpty()) {
            return Optional.empty();
        }
        long taken = run.steps() / perEpoch.get();
        if (taken == stated || taken == stated + 1) {
            return Optional.empty();
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("epoch", stated);
        evidence.put("optimizerSteps", run.steps());
        evidence.put("stepsPerEpoch", perEpoch.get());
        evidence.put("epochsOfSteps", taken);
        return Optional.of(Causes.finding(
                Cause.OTHER_EPOCH,
                Severity.WARNING,
                "Optimizer and checkpoint are of different epochs",
                "The checkpoint is of epoch " + stated + ", but its optimizer has taken " + run.steps()
                        + " steps, which are "
                        + taken + " epochs of " + perEpoch.get()
                        + ": what is stored together was not there at one time."
                        + " The claim may be that of the other epoch.",
                evidence,
                null));
    }

    private static Finding notBest(RunFacts.Better better) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("better", Causes.text(better.name()));
        evidence.put("itsCosine", better.cosine());
        evidence.put("storedCosine", better.storedCosine());
        return Causes.finding(
                Cause.OTHER_EPOCH,
                Severity.INFO,
                "The best checkpoint is not the best of its run",
                "The file is called the best, but " + Causes.text(better.name()) + " was better in cosine ("
                        + number(better.cosine()) + " against " + number(better.storedCosine())
                        + ") and in loss. A run that is resumed without its best value so far overwrites a better checkpoint.",
                evidence,
                null);
    }
}

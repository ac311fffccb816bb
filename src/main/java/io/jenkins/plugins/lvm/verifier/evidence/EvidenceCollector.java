package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Diagnosis;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Timing;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.diagnosis.AlternativeFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.Checks;
import io.jenkins.plugins.lvm.verifier.diagnosis.Facts;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.diagnosis.SplitFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial;
import io.jenkins.plugins.lvm.verifier.evaluation.Stopwatch;
import io.jenkins.plugins.lvm.verifier.trainer.ChosenSplit;
import io.jenkins.plugins.lvm.verifier.trainer.Convention;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser.NamedRows;
import io.jenkins.plugins.lvm.verifier.trainer.SplitPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the evidence of one verification, and has the checks say what it means. */
public final class EvidenceCollector {
    private final Gathering from;
    private final AlternativeSearch search;

    /** @param from what evidence is gathered from */
    public EvidenceCollector(Gathering from) {
        this.from = from;
        this.search = new AlternativeSearch(from.asked(), from.data(), from.splits(), from.subject());
    }

    /**
     * Findings and how far the search went.
     *
     * @param findings the true cause first
     * @param diagnosis null where nothing was searched for
     * @param checks of what explains a claim by another function than the one that judges
     */
    public record Diagnosed(List<Finding> findings, @Nullable Diagnosis diagnosis, List<Check> checks) {

        /** The verification with its causes. */
        public Verification addTo(Verification judged, Timing spent) {
            SelfCheck before = judged.selfCheck();
            return judged.diagnosed(findings, diagnosis, spent).toBuilder()
                    .selfCheck(before == null ? null : before.and(checks))
                    .build();
        }
    }

    /** Searches for alternatives where a gap deserves it, gathers all facts, and applies the checks to them. */
    public Diagnosed diagnose() {
        Gap gap = from.gap();
        List<Object> subjects = new ArrayList<>();
        Double onTrainerRows = null;
        Diagnosis diagnosis = null;
        if (gap != null && from.data().sequences().packed().isEmpty()) {
            List<Trial> trials = search.atHand(from.seen().pass());
            boolean searched = deservesSearch(gap);
            if (searched) {
                Stopwatch watch = new Stopwatch();
                AlternativeSearch.Result result = search.run(
                        gap, from.seen().pass(), from.measured().timing().rowsPerSecond(), from.running());
                trials = new ArrayList<>(result.trials());
                trials.addAll(TargetShifts.gather(from, gap));
                ScaleFit.gather(from, trials).ifPresent(subjects::add);
                onTrainerRows = result.onTrainerRows();
                diagnosis = new Diagnosis(trials.size(), result.rows(), result.leftOut(), watch.total());
            }
            subjects.add(new AlternativeFacts(
                    search.measured(from.measured().actual().value()), trials, searched, StatedLoss.isMet(from)));
        }
        subjects.add(splitFacts(onTrainerRows));
        EvidenceSources.of(from).forEach(source -> source.gather(from).ifPresent(subjects::add));
        List<Finding> findings = Checks.findings(new Facts(from.measured(), gap, subjects));
        return new Diagnosed(findings, diagnosis, search.check(findings, from.running()));
    }

    /** No alternative is worth running for predictions that are all zero or not finite. */
    private boolean deservesSearch(Gap gap) {
        Actual actual = from.measured().actual();
        boolean hopeless = actual.nonFinite() == 1 || actual.zeroPredictions() == 1;
        return gap.isOpen()
                && !hopeless
                && AlternativeSearch.isWanted(from.asked().diagnose(), Facts.deservesSearch(from.measured()));
    }

    private SplitFacts splitFacts(@Nullable Double onTrainerRows) {
        NamedRows trainers = from.splits().trainers(from.subject().convention());
        return new SplitFacts(
                from.subject().split().label(),
                trainers == null ? null : trainers.label(),
                overlap(trainers),
                onTrainerRows);
    }

    private double overlap(@Nullable NamedRows trainers) {
        Convention convention = from.subject().convention();
        ChosenSplit split = from.subject().split();
        if (trainers == null) {
            return 1 - convention.split().validationFraction();
        }
        if (convention.split().method() == SplitPlan.Method.ALL) {
            return 0; // It trained on another file.
        }
        RowSet heldOut = trainers.rows().rowSet();
        int trained = 0;
        for (int position = 0; position < split.rows().size(); position++) {
            trained += heldOut.positionOf(split.rows().row(position)) < 0 ? 1 : 0;
        }
        return (double) trained / split.rows().size();
    }
}

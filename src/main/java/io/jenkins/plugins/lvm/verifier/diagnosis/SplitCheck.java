package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;
import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.percent;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the rows used were trained on. */
public final class SplitCheck {
    private SplitCheck() {}

    /**
     * Looks for rows that were trained on.
     *
     * @param gap claim and actual; null without a claim that can be recomputed
     * @param aboveClaim whether the gate on actuals above the claim is missed
     */
    public static Optional<Finding> finding(SplitFacts facts, @Nullable Gap gap, boolean aboveClaim) {
        if (facts.overlap() == 0) {
            return Optional.empty();
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("used", facts.used());
        evidence.put("overlapWithTraining", facts.overlap());
        if (facts.trainers() == null) {
            // That some rows were trained on is known beforehand. It is a finding where it shows.
            if (gap == null || !aboveClaim || gap.size() <= gap.tolerance()) {
                return Optional.empty();
            }
            evidence.put("claim", gap.claim());
            evidence.put("actual", gap.actual());
            return Optional.of(Causes.finding(
                    Cause.SPLIT,
                    Severity.INFO,
                    "Rows that were trained on can be why the number is above the claim",
                    "The trainer's split cannot be drawn again, so about " + percent(facts.overlap())
                            + " of the rows used were trained on. There the model reaches " + number(gap.actual())
                            + " against the " + number(gap.claim())
                            + " that it claims on rows it had not seen. Those rows cannot be drawn again, so the claim is"
                            + " neither confirmed nor contradicted.",
                    evidence,
                    null));
        }
        evidence.put("trainers", facts.trainers());
        String onTheirs = "";
        if (facts.onTrainerRows() != null) {
            evidence.put("onTrainerRows", facts.onTrainerRows());
            onTheirs = " On the trainer's own rows it is " + number(facts.onTrainerRows()) + ".";
        }
        double explained = facts.onTrainerRows() == null || gap == null ? 0 : gap.explainedBy(facts.onTrainerRows());
        return Optional.of(Causes.finding(
                Cause.SPLIT,
                explained > 0 ? Severity.WARNING : Severity.INFO,
                "Rows used were trained on",
                percent(facts.overlap())
                        + " of the rows used are training rows, because the trainer held out the split "
                        + facts.trainers() + ": the number is not one for unseen rows." + onTheirs,
                evidence,
                explained > 0 ? explained : null));
    }
}

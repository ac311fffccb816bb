package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.diagnosis.Facts;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.diagnosis.Rerun;
import io.jenkins.plugins.lvm.verifier.diagnosis.RerunFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.RerunFacts.Result;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Contexts;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Run;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Runs the model again with one thing changed, where that could matter: on a sample of the rows used, and on all where it could be the claim. */
final class Reruns {
    /** Lengths within this factor of 1 are those of unit vectors, however they were rounded. */
    private static final double UNIT = 1.05;

    private Reruns() {}

    /** A change that is worth a run. */
    private record Planned(Rerun change, String detail, Run run) {}

    static Optional<RerunFacts> gather(Gathering from) {
        List<Result> results = new ArrayList<>();
        from.measured()
                .otherWeights()
                .forEach(other -> results.add(new Result(Rerun.OTHER_WEIGHTS, other.name(), other.value())));
        if (isWanted(from)) {
            run(from, planned(from), results);
        }
        return results.isEmpty() ? Optional.empty() : Optional.of(new RerunFacts(results));
    }

    /** Those that could be the claim, by a sample of the rows, are run on all of them. */
    private static void run(Gathering from, List<Planned> planned, List<Result> results) {
        Gap gap = from.gap();
        if (planned.isEmpty() || gap == null) {
            return;
        }
        OpenCheckpoint subject = from.subject();
        from.running()
                .progress()
                .note("running the model on a sample of the rows with one thing changed, " + planned.size()
                        + (planned.size() == 1 ? " time" : " times"));
        Map<Run, Planned> changes = new LinkedHashMap<>();
        planned.forEach(each -> changes.put(each.run(), each));
        new FunctionScreen(from.data(), subject, gap, from.seen().pass(), from.running())
                .screen(List.copyOf(changes.keySet()))
                .exact()
                .forEach(found -> {
                    Planned change = Objects.requireNonNull(changes.get(found.run()));
                    results.add(new Result(
                            change.change(), change.detail(), found.scores().mean(subject.kind(), subject.batch())));
                });
    }

    /** Whether there is a gap that more runs could explain, and they are not switched off. */
    static boolean isWanted(Gathering from) {
        Claim claim = from.measured().claim();
        return claim != null
                && claim.supported()
                && Math.abs(from.measured().actual().value() - claim.value()) > Rerun.EXACT
                && AlternativeSearch.isWanted(from.asked().diagnose(), Facts.deservesSearch(from.measured()));
    }

    private static List<Planned> planned(Gathering from) {
        OpenCheckpoint subject = from.subject();
        FittingDefinition judging = subject.selection().judging();
        Weights weights = subject.weights();
        List<Planned> planned = new ArrayList<>();
        if (from.data().sequences().contextLength() > 1) {
            planned.add(new Planned(Rerun.CONTEXTS_REVERSED, "", new Run(judging, weights, Contexts.REVERSED)));
        }
        DataProfile profile = from.measured().dataProfile();
        if (profile != null && (profile.norm() > UNIT || profile.norm() < 1 / UNIT)) {
            planned.add(new Planned(Rerun.CONTEXTS_UNIT, "", new Run(judging, weights, Contexts.UNIT)));
        }
        ZeroTables.recomputed(subject)
                .forEach((name, recomputed) -> planned.add(
                        new Planned(Rerun.TABLE_RECOMPUTED, name, new Run(judging, recomputed, Contexts.AS_THEY_ARE))));
        return planned;
    }
}

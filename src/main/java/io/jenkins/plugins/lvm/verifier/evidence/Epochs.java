package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.StatedMetric;
import io.jenkins.plugins.lvm.verifier.contract.EarlierClaim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.diagnosis.EpochFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.EpochFacts.Earlier;
import io.jenkins.plugins.lvm.verifier.diagnosis.EpochFacts.Epoch;
import io.jenkins.plugins.lvm.verifier.diagnosis.EpochFacts.Sibling;
import io.jenkins.plugins.lvm.verifier.diagnosis.Rerun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads what is known of a training run beside the one checkpoint. */
final class Epochs {
    private static final int MOST_EPOCHS = 10_000;

    private Epochs() {}

    /** The history in the file, and other checkpoints of the run. */
    static Optional<EpochFacts> gather(Gathering from) {
        if (!isWanted(from)) {
            return Optional.empty();
        }
        StatedMetric stated = Objects.requireNonNull(from.subject().stated(), "A claim is stated somewhere.");
        List<Epoch> history = history(from.subject().checkpoint(), stated.metric());
        List<Sibling> siblings = Siblings.of(
                from.subject().state(),
                Siblings.paths(
                        from.asked().others(), from.subject().checkpoint().path()),
                stated.value() == null ? Double.NaN : stated.value(),
                from.measured().actual().value());
        List<Earlier> earlier = earlier(from);
        return history.isEmpty() && siblings.isEmpty() && earlier.isEmpty()
                ? Optional.empty()
                : Optional.of(new EpochFacts(history, siblings, earlier));
    }

    /** Whoever names siblings wants them read wherever there is a gap; else they are looked at like everything that is costly. */
    private static boolean isWanted(Gathering from) {
        Double gap = from.measured().gap();
        Asked.Others others = from.asked().others();
        boolean known = others.siblings() != null || !others.earlier().isEmpty();
        boolean named = known && !from.asked().isNever();
        return Reruns.isWanted(from) || (named && gap != null && Math.abs(gap) > Rerun.EXACT);
    }

    /** Those of other files. */
    private static List<Earlier> earlier(Gathering from) {
        Verification measured = from.measured();
        return from.asked().others().earlier().stream()
                .limit(EarlierClaim.MOST)
                .filter(other -> !other.sha256().equals(measured.checkpoint().sha256()))
                .map(other -> new Earlier(
                        other.name(),
                        other.claim(),
                        other.actual(),
                        other.rowsDigest().equals(measured.data().rowsDigest())
                                && other.forwardDefinition()
                                        .equals(measured.model().forwardDefinition())
                                && other.device().equals(measured.device().used())))
                .toList();
    }

    /** The metric of each entry of {@code history} that has it. */
    static List<Epoch> history(Checkpoint checkpoint, String metric) {
        if (!(checkpoint.metadata().get("history") instanceof List<?> entries)) {
            return List.of();
        }
        List<Epoch> epochs = new ArrayList<>();
        for (int i = 0; i < Math.min(entries.size(), MOST_EPOCHS); i++) {
            if (entries.get(i) instanceof Map<?, ?> entry && entry.get(metric) instanceof Number number) {
                Object epoch = entry.get("epoch");
                epochs.add(new Epoch(
                        "epoch " + (epoch instanceof Number ? epoch : i + 1) + " in its history",
                        number.doubleValue()));
            }
        }
        return epochs;
    }
}

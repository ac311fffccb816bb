package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.checkpoint.StatedMetric;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.diagnosis.EpochFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.EpochFacts.Epoch;
import io.jenkins.plugins.lvm.verifier.diagnosis.EpochFacts.Sibling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads what is known of a training run beside the one checkpoint. */
final class Epochs {
    private static final int MOST_EPOCHS = 10_000;
    private static final int MOST_SIBLINGS = 64;

    private Epochs() {}

    /** The history in the file, and other checkpoints that are verified in the same go. */
    static Optional<EpochFacts> gather(Gathering from) {
        if (!Reruns.isWanted(from)) {
            return Optional.empty();
        }
        StatedMetric stated = Objects.requireNonNull(from.subject().stated(), "A claim is stated somewhere.");
        List<Epoch> history = history(from.subject().checkpoint(), stated.metric());
        List<Sibling> siblings = siblings(from.subject().state(), others(from));
        return history.isEmpty() && siblings.isEmpty()
                ? Optional.empty()
                : Optional.of(new EpochFacts(history, siblings));
    }

    private static List<String> others(Gathering from) {
        Path own = from.subject().checkpoint().path();
        return from.request().checkpoints().stream()
                .filter(path -> !Path.of(path).equals(own))
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

    /** What other checkpoints state, and in which tensors they differ; those that cannot be read, or are of other models, are left out. */
    static List<Sibling> siblings(StateDict own, List<String> paths) {
        List<Sibling> siblings = new ArrayList<>();
        for (String path : paths.subList(0, Math.min(paths.size(), MOST_SIBLINGS))) {
            try (Checkpoint other = CheckpointReader.open(Path.of(path))) {
                StateDict state = other.stateDict();
                if (state.names().equals(own.names())) {
                    siblings.add(new Sibling(
                            String.valueOf(Path.of(path).getFileName()),
                            other.claim().map(StatedMetric::value).orElse(null),
                            differing(own, state)));
                }
            } catch (VerifierException e) {
                // A file that is still being written, or none of ours: it tells nothing.
                continue;
            }
        }
        return siblings;
    }

    /** Names of the tensors that are not the same bit by bit. */
    static List<String> differing(StateDict one, StateDict other) {
        return one.names().stream()
                .filter(name -> !Arrays.equals(
                                one.tensor(name).shape(), other.tensor(name).shape())
                        || !Arrays.equals(one.floats(name), other.floats(name)))
                .toList();
    }
}

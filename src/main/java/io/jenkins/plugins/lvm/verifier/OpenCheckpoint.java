package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.SplitChooser.ChosenSplit;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.checkpoint.StatedMetric;
import io.jenkins.plugins.lvm.verifier.checkpoint.Tensor;
import io.jenkins.plugins.lvm.verifier.checkpoint.WeightHealth;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Kind;
import io.jenkins.plugins.lvm.verifier.convention.Convention;
import io.jenkins.plugins.lvm.verifier.convention.Trainer;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A checkpoint that is being verified, with all that does not depend on the device.
 *
 * @param sha256 of the file, in lower-case hex
 * @param health of each tensor of floating point numbers, by name
 * @param convention how its trainer validates
 * @param stated what the file says that it reached; null if it says nothing
 * @param split rows to validate on
 * @param openSeconds wall time of opening it
 */
record OpenCheckpoint(
        Checkpoint checkpoint,
        String sha256,
        StateDict state,
        Map<String, WeightHealth> health,
        Convention convention,
        StatedMetric stated,
        ChosenSplit split,
        StateDictWeights weights,
        ModelHints hints,
        Judgement judgement,
        double openSeconds)
        implements AutoCloseable {

    /**
     * Opens a file, chooses rows and forward definitions, and has the rows read ahead.
     *
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if it is no checkpoint, or nothing fits its weights
     */
    static OpenCheckpoint open(final VerificationSession session, final String path, final Progress progress) {
        final Stopwatch opening = new Stopwatch();
        final Checkpoint checkpoint = CheckpointReader.open(Path.of(path));
        try {
            final StateDict state = checkpoint.stateDict();
            final Convention convention =
                    Trainer.conventionFor(Recorded.evidence(checkpoint, state, session.trainersFindArticles()));
            final ChosenSplit split = session.splits().choose(convention);
            progress.note(split.description().name() + " split, " + split.rows().size() + " rows");
            final StateDictWeights weights = new StateDictWeights(state);
            final ModelHints hints = Recorded.hints(checkpoint, session.data().contextLength());
            final Judgement judgement = Judgement.of(session.request(), weights, hints);
            judgement.judging().notes().forEach(progress::note);
            // The engines are still starting.
            session.data().readAhead(split.rows().rowSet(), session.batchSize());
            return new OpenCheckpoint(
                    checkpoint,
                    checkpoint.sha256(),
                    state,
                    health(state),
                    convention,
                    checkpoint.claim().orElse(null),
                    split,
                    weights,
                    hints,
                    judgement,
                    opening.total());
        } catch (final RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }

    private static Map<String, WeightHealth> health(final StateDict state) {
        final Map<String, WeightHealth> health = new LinkedHashMap<>();
        for (final String name : state.names()) {
            final Tensor tensor = state.tensor(name);
            if (tensor.dtype().isFloating()) {
                health.put(name, tensor.health());
            }
        }
        return health;
    }

    /** Null if there is none. */
    Claim claim() {
        return Claims.claim(stated, convention);
    }

    /** Which mean the claim is. */
    Kind kind() {
        final Claim claim = claim();
        return claim == null ? Kind.SAMPLE_MEAN : claim.kind();
    }

    /** Rows in a batch of the trainer's validation. */
    int batch() {
        return convention.batchSize();
    }

    /** Share of the weights that are zero or not finite, 0..1. */
    double deadShare() {
        return health.values().stream()
                .reduce(WeightHealth::plus)
                .map(WeightHealth::deadShare)
                .orElse(0.0);
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}

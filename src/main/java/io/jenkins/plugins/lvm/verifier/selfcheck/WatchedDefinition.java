package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.CanaryRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.model.ProductAgreement;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A definition whose rows are checked: the one that judges, a baseline's beside it, or that of an audit. */
public final class WatchedDefinition implements AutoCloseable {
    private final FittingDefinition definition;
    private final CanaryRows canary;
    private final RowsAgain again;
    private final SelfChecker checker;
    private final TorchDevice device;
    private final TorchDevice cpu;
    private @Nullable WatchedTower tower;

    /**
     * Checks nothing yet.
     *
     * @param weights of the definition, which can be read until this is closed
     * @param rows that it is run on
     * @param device that it is run on
     * @param cpu where float64 is computed
     */
    public WatchedDefinition(
            FittingDefinition definition,
            Weights weights,
            SequenceData data,
            ValidationRows rows,
            TorchDevice device,
            TorchDevice cpu) {
        this.definition = definition;
        this.canary = new CanaryRows(data.contextSize(), data.dimension(), rows);
        this.again = new RowsAgain(definition, weights, data.contextLength(), device, canary);
        this.checker = new SelfChecker(definition, weights, data.contextLength(), device, cpu);
        this.device = device;
        this.cpu = cpu;
    }

    /** The same, with what its predictions are compared with. */
    public WatchedDefinition comparing(ComparedVectors compared) {
        tower = WatchedTower.in(compared, device, cpu).orElse(null);
        return this;
    }

    /** What has to see each batch of it. */
    public List<ValidationPass.Observer> observers() {
        return List.of(canary, again);
    }

    /**
     * Checks it, the first one of a pass that is over.
     *
     * @throws VerifierException if something is not what was measured
     */
    public SelfCheck check(ValidationPass pass) {
        return check(pass, pass.products(), pass.identified());
    }

    /**
     * Checks it, once the pass is over that it was run beside.
     *
     * @param forward that ran it, {@linkplain ForwardPass#verified verified}, or kept predictions
     * @throws VerifierException if something is not what was measured
     */
    public SelfCheck check(ValidationPass pass, Predictor forward) {
        return check(pass, forward.products(), forward.tags() != null);
    }

    private SelfCheck check(ValidationPass pass, @Nullable ProductAgreement products, boolean identified) {
        float[] stored = pass.scores(definition, canary.order()).storedCosines();
        SelfCheck check =
                checker.check(again).and(EveryRow.of(products, identified, canary.cosines(), stored, canary.order()));
        return tower == null ? check : check.and(tower.check().checks());
    }

    @Override
    public void close() {
        again.close();
    }
}

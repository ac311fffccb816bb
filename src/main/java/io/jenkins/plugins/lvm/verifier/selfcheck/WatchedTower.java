package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors.Tower;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.util.Optional;

/**
 * The tower that targets go through before a prediction is compared with them: half of each cosine rests on it. All that it makes is looked at, and
 * one of a hundred vectors is computed again.
 */
final class WatchedTower {
    private static final String NAME = "the tower that targets go through";

    private final Tower tower;
    private final TorchDevice device;
    private final TorchDevice cpu;
    private final CanaryPredictions canaries;

    private WatchedTower(Tower tower, TorchDevice device, TorchDevice cpu) {
        this.tower = tower;
        this.device = device;
        this.cpu = cpu;
        int dimension = tower.definition().vectorDim();
        this.canaries = new CanaryPredictions(tower.definition().contextWidth(), dimension);
    }

    /**
     * Watches the tower from now on.
     *
     * @param cpu where float64 is computed
     * @return empty where there is none
     */
    static Optional<WatchedTower> in(ComparedVectors compared, TorchDevice device, TorchDevice cpu) {
        return Optional.ofNullable(compared.tower()).map(tower -> {
            WatchedTower watched = new WatchedTower(tower, device, cpu);
            compared.show(watched.canaries::see);
            return watched;
        });
    }

    /**
     * Checks it, once all vectors went through. The weights are read again.
     *
     * @throws VerifierException if something is not what was made
     */
    SelfCheck check() {
        return new SelfChecker(tower.definition(), tower.weights(), 1, device, cpu)
                .check(canaries.rows())
                .and(EveryRow.predicted(
                        tower.forward().products(), tower.forward().tags() != null, canaries.seen()))
                .of(NAME);
    }
}

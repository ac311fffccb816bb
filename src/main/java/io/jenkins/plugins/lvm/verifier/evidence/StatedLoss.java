package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import org.jspecify.annotations.Nullable;

/** The loss that a checkpoint states beside its claim, of the same validation. It can be any loss; only where it is met it tells something. */
final class StatedLoss {
    /** Sums of float32 in another order differ by less, relatively. */
    private static final double SAME = 1e-5;

    private StatedLoss() {}

    /** The number; null if none is stated. */
    static @Nullable Double of(Checkpoint checkpoint) {
        return checkpoint.metadata().get("val_loss") instanceof Number number
                ? Double.valueOf(number.doubleValue())
                : null;
    }

    /** Whether it is the mean squared error that was measured: then weights, function and rows are those of that validation. */
    static boolean isMet(Gathering from) {
        Double stated = of(from.subject().checkpoint());
        Double measured = from.measured().actual().mse();
        return stated != null && measured != null && measured > 0 && Math.abs(stated - measured) <= SAME * measured;
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What computes, for all commands that run a model. */
final class EngineOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--device",
            defaultValue = "auto",
            paramLabel = "NAME",
            description = "auto|cpu|cuda[:n]|mps. auto takes CUDA, then MPS, then CPU.")
    private String device;

    @Option(names = "--libtorch", paramLabel = "DIR", description = "Folder of an installed libtorch 2.7.1 to use.")
    private String libtorch;

    @Option(names = "--batch-size", paramLabel = "N", description = "Sequences per forward pass. Changes no number.")
    private int batchSize;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads (default: all cores).")
    private int threads;

    /**
     * Adds these options to a request.
     *
     * @throws ParameterException if a number is negative
     */
    VerificationRequest.Builder addTo(final VerificationRequest.Builder request) {
        requireNotNegative(spec, "--batch-size", batchSize);
        requireNotNegative(spec, "--threads", threads);
        return request.device(device).libtorch(libtorch).batchSize(batchSize).threads(threads);
    }

    /** Refuses a negative number. */
    static void requireNotNegative(final CommandSpec spec, final String option, final int value) {
        if (value < 0) {
            throw new ParameterException(spec.commandLine(), option + " must not be negative, but is " + value + ".");
        }
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import io.jenkins.plugins.lvm.verifier.prediction.ScoredPredictions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lvm-verify score}: predictions and targets in, verdict out; no model. */
@Command(
        name = "score",
        description =
                "Hold predictions that something else made (JAX, TensorFlow, a service) against targets, without any model.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class ScoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--predictions",
            required = true,
            paramLabel = "NPY",
            description = "Predictions, [rows, dimension].")
    private String predictions;

    @Option(names = "--targets", required = true, paramLabel = "NPY", description = "Targets, of the same shape.")
    private String targets;

    @Option(names = "--claim", paramLabel = "VALUE", description = "The mean cosine that is claimed.")
    private @Nullable Double claim;

    @Option(
            names = "--unstable-threshold",
            paramLabel = "X",
            description = "Gap above which the verdict is UNSTABLE (default: 0.05).")
    private @Nullable Double unstableThreshold;

    @Option(
            names = "--fail-threshold",
            paramLabel = "X",
            description = "Gap above which the verdict is FAILED (default: 0.10).")
    private @Nullable Double failThreshold;

    @Option(names = "--min-cosine", paramLabel = "X", description = "Actual cosine below which the verdict is FAILED.")
    private @Nullable Double minCosine;

    @Option(names = "--report", paramLabel = "FILE.json", description = "Write the report here.")
    private @Nullable Path report;

    @Option(names = "--html", paramLabel = "FILE.html", description = "Write a page for a browser here.")
    private @Nullable Path html;

    @Option(names = "--junit", paramLabel = "FILE.xml", description = "Write JUnit's XML here.")
    private @Nullable Path junit;

    @Override
    public Integer call() throws IOException {
        if (claim != null && !(Math.abs(claim) <= 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--claim is " + claim + ", which no mean cosine can be. Give a number from -1 to 1.");
        }
        GateSettings gates = gates();
        Outputs outputs = Outputs.of(
                        spec.commandLine(),
                        VerificationRequest.of(List.of(predictions), targets).build())
                .add("--report", report)
                .add("--html", html)
                .add("--junit", junit);
        outputs.requireWritable();
        VerificationResult result = new ScoredPredictions(Path.of(predictions), Path.of(targets), claim, gates).score();
        VerificationReport found = ReportedRun.write(result, outputs, false);
        return outputs.exitCode(ExitCode.of(found));
    }

    private GateSettings gates() {
        GateSettings gates = GateSettings.builder()
                .unstableThreshold(unstableThreshold)
                .failThreshold(failThreshold)
                .minCosine(minCosine)
                .build();
        try {
            new GateEvaluator(gates);
            return gates;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}

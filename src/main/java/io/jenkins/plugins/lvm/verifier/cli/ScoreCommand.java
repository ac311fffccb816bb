package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    /** Thresholds of what is claimed. */
    private static final List<Setting<Double>> OF_CLAIMS = List.of(
            Settings.UNSTABLE_THRESHOLD,
            Settings.FAIL_THRESHOLD,
            Settings.RELATIVE_UNSTABLE_THRESHOLD,
            Settings.RELATIVE_FAIL_THRESHOLD,
            Settings.MIN_COSINE);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--predictions",
            required = true,
            paramLabel = "NPY",
            description = "Predictions, [rows, dimension].")
    private String predictions;

    @Option(
            names = "--targets",
            required = true,
            paramLabel = "NPY",
            description =
                    "Targets, of the same shape; for a metric other than the cosine also one number for each row, "
                            + "such as that of its class.")
    private String targets;

    @Option(
            names = "--claim",
            paramLabel = "VALUE|FILE.json:KEY",
            description = "The number that is claimed, or where it stands in a JSON file beside the predictions.")
    private @Nullable String claim;

    @Option(
            names = "--claim-batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "The claim is the mean of the means of batches of N rows (default: 1, the mean of all rows).")
    private int claimBatch;

    @Option(
            names = "--json",
            description = "Print the report as JSON on standard output, and what people read on standard error.")
    private boolean json;

    @Mixin
    private ReportFiles files;

    @Override
    public Integer call() throws IOException {
        SettingValues values = SettingOptions.values(spec, Use.SCORE);
        String metric = values.getOrDefault(Settings.METRIC);
        String baselineReport = values.get(Settings.BASELINE_REPORT);
        GateSettings gates = gates(values, metric);
        requireClaim(Metrics.named(metric));
        VerificationRequest request = VerificationRequest.of(List.of(predictions), targets)
                .set(Settings.CLAIM, claim)
                .set(Settings.CLAIM_BATCH, claimBatch)
                .set(Settings.METRIC, metric)
                .gates(gates)
                .baselines(
                        baselineReport == null
                                ? List.of()
                                : List.of(new BaselineSource(null, null, baselineReport, null)))
                .build();
        Outputs outputs =
                files.addTo(Outputs.of(spec.commandLine(), request).add("--json", json ? Path.of("-") : null));
        outputs.requireWritable();
        VerificationReport found =
                ReportedRun.write(new Verifier(request).scored(Path.of(predictions)), outputs, false);
        return outputs.exitCode(ExitCode.of(found));
    }

    private void requireClaim(@Nullable Metric claimed) {
        if (claimBatch < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--claim-batch is " + claimBatch + ". Give a number of rows, 1 or more.");
        }
        Double number = number(claim);
        if (number == null || (claimed == null ? Math.abs(number) <= 1 : claimed.allows(number))) {
            return;
        }
        throw new ParameterException(
                spec.commandLine(),
                claimed == null
                        ? "--claim is " + number + ", which no mean cosine can be. Give a number from -1 to 1."
                        : "--claim is " + number + ", which no " + claimed.name() + " can be. Give a number "
                                + claimed.bounds() + ".");
    }

    /** Null of what says where a number stands. */
    private static @Nullable Double number(@Nullable String claim) {
        try {
            return claim == null ? null : Double.valueOf(claim);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private GateSettings gates(SettingValues values, String metric) {
        boolean noneSet = OF_CLAIMS.stream().map(values::get).allMatch(Objects::isNull);
        GateSettings gates = claim == null && noneSet && Metrics.isKnown(metric)
                ? GateSettings.withoutClaim(metric)
                        .regressionThreshold(values.get(Settings.REGRESSION_THRESHOLD))
                        .relativeRegressionThreshold(values.get(Settings.RELATIVE_REGRESSION_THRESHOLD))
                        .build()
                : values.gates();
        try {
            new GateEvaluator(gates);
            return gates;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}

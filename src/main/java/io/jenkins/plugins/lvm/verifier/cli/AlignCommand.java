package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.AlignmentVerification;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.view.AlignmentText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code lvm-verify align}: does a model predict the vector that comes next? */
@Command(
        name = "align",
        description =
                "Test the 5-to-1 causal alignment: offset sweep, retrieval within the article, order ablations, rollout,"
                        + " coherence bins.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lvm-verify align --checkpoint=FILE --data=NPZ [OPTIONS]",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no corrected gate is missed", "2:a corrected gate is missed", "64-71:as for verify"})
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class AlignCommand implements Callable<Integer> {
    private static final int MISSED = 2;

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private LvmVerify parent;

    @Option(names = "--checkpoint", required = true, paramLabel = "FILE", description = "The checkpoint.")
    private String checkpoint;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "NPZ",
            description = "Sequences, all rows of which are tested.")
    private String data;

    @Option(names = "--ood", paramLabel = "NPZ", description = "Sequences of another kind, to compare with.")
    private @Nullable Path outOfDistribution;

    @Option(
            names = "--max-samples",
            paramLabel = "N",
            description = "At most this many rows for a test (default: 10000).")
    private int maxSamples;

    @Option(names = "--horizon", paramLabel = "N", description = "Steps of the rollout (default: 5).")
    private int horizon;

    @Option(
            names = "--forward",
            paramLabel = "NAME",
            description = "Forward definition that predicts (default: the trainer's).")
    private @Nullable String forward;

    @Option(names = "--report", paramLabel = "FILE.json", description = "Write the numbers here.")
    private @Nullable Path report;

    @Override
    public Integer call() throws IOException {
        requireNotNegative("--max-samples", maxSamples);
        requireNotNegative("--horizon", horizon);
        SettingValues values = SettingOptions.values(spec, Use.ALIGN);
        VerificationRequest request = VerificationRequest.of(List.of(checkpoint), data)
                .set(values)
                .articles(SettingOptions.articles(values))
                .alignment(true)
                .split("all")
                .forward(forward)
                .build();
        Outputs outputs = Outputs.of(spec.commandLine(), request).add("--report", report);
        outputs.requireWritable();
        PrintWriter out = outputs.console();
        AlignmentVerification.Result result;
        try (ConsoleProgress progress = ConsoleProgress.forTerminal(out, false, parent.debug())) {
            result = new AlignmentVerification(request, outOfDistribution, maxSamples, horizon).run(progress);
        }
        out.printf(
                "%s, %s, on %s%n",
                result.checkpoint(), result.forwardDefinition(), result.device().used());
        new AlignmentText(result.alignment()).lines().forEach(out::println);
        outputs.write("--report", () -> ContractJson.render(result));
        return outputs.exitCode(result.alignment().passed() ? 0 : MISSED);
    }

    private void requireNotNegative(String option, int value) {
        if (value < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " must not be negative, but is " + value + ". Leave it out for its default.");
        }
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.probe.CheckpointProbe;
import io.jenkins.plugins.lvm.verifier.probe.ProbeRecord;
import io.jenkins.plugins.lvm.verifier.probe.ProbedDefinitions;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lvm-verify probe}: which function a checkpoint says that it was trained as. */
@Command(
        name = "probe",
        description =
                "Show the probe that a checkpoint holds (python/lvm_probe.py takes it), and which forward definitions it proves.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:a definition is proven", "2:none is", "65:the file is unreadable, or holds no probe"})
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class ProbeCommand implements Callable<Integer> {
    private static final int NONE_PROVEN = 2;
    private static final double NO_NUMBER = 1e9;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A checkpoint.")
    private String file;

    @Option(
            names = "--forward-onnx",
            paramLabel = "ONNX",
            description = "ONNX graph of the forward pass, filled with the checkpoint's weights by name.")
    private @Nullable String forwardOnnx;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        CheckpointProbe found = CheckpointProbe.of(VerificationRequest.of(List.of(file), file)
                .forwardOnnx(forwardOnnx)
                .build());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ContractJson.render(found));
        } else {
            print(out, found);
        }
        return found.probed().proven().isEmpty() ? NONE_PROVEN : 0;
    }

    private static void print(PrintWriter out, CheckpointProbe found) {
        ProbeRecord probe = found.probe();
        ProbedDefinitions probed = found.probed();
        out.println(PrintableText.of(found.path()));
        out.printf(Locale.ROOT, "inputs             %s from seed %d%n", ProbeRecord.words(probe.shape()), probe.seed());
        out.printf(
                Locale.ROOT,
                "outputs            %s, of which %d numbers a row are kept; PyTorch %s%n",
                ProbeRecord.words(probe.outputShape()),
                probe.outputs().get(0).size(),
                probe.torch());
        out.printf(
                "weights            %s%n",
                probed.stale() ? "others than the probe was taken of" : "those that the probe was taken of");
        probed.differences()
                .forEach((name, difference) -> out.printf(
                        Locale.ROOT,
                        "%-18s %s, %s%n",
                        PrintableText.of(name),
                        probed.proven().contains(name) ? "proven" : "another function",
                        difference >= NO_NUMBER
                                ? "of inputs or outputs of another shape"
                                : "outputs differ by at most " + NumberFormats.roughly(difference)));
    }
}

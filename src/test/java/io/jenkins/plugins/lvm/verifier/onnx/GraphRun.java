package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code lvm-verify verify} with a graph, on all rows of the fixtures' data. */
final class GraphRun {
    private GraphRun() {}

    /**
     * Runs the command.
     *
     * @param fixtures folder with checkpoint, graph and {@code data.npz}
     * @param report where the report goes
     * @param more arguments
     */
    static Outcome verify(Path fixtures, String checkpoint, String graph, Path report, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "verify",
                "--checkpoint",
                fixtures.resolve(checkpoint).toString(),
                "--data",
                fixtures.resolve("data.npz").toString(),
                "--split",
                "all",
                "--device",
                "cpu",
                "--row-cache",
                "none",
                "--forward-onnx",
                fixtures.resolve(graph).toString(),
                "--report",
                report.toString()));
        args.addAll(List.of(more));
        return InProcess.lvmVerify(args.toArray(new String[0]));
    }

    /** The same of {@code last.ckpt} and {@code forward.onnx}, with what a test class always asks for before what one test asks for. */
    static Outcome ofLast(Path fixtures, Path report, List<String> always, String... more) {
        List<String> args = new ArrayList<>(always);
        args.addAll(List.of(more));
        return verify(fixtures, "last.ckpt", "forward.onnx", report, args.toArray(new String[0]));
    }
}

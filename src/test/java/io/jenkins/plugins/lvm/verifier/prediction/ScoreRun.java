package io.jenkins.plugins.lvm.verifier.prediction;

import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that scores given predictions, with all its reports. */
final class ScoreRun {
    private ScoreRun() {}

    /**
     * Scores predictions.
     *
     * @param predictions name of an npy file of the fixtures, without its ending; targets likewise
     * @param folder where {@code report.json}, {@code report.html} and {@code report.xml} are written
     */
    static Outcome of(Path fixtures, String predictions, String targets, Path folder, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "score",
                "--predictions",
                fixtures.resolve(predictions + ".npy").toString(),
                "--targets",
                fixtures.resolve(targets + ".npy").toString(),
                "--report",
                folder.resolve("report.json").toString(),
                "--html",
                folder.resolve("report.html").toString(),
                "--junit",
                folder.resolve("report.xml").toString()));
        args.addAll(List.of(more));
        return InProcess.lvmVerify(args.toArray(new String[0]));
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lvm-verify demo}: the shipped examples, end to end. */
@Command(
        name = "demo",
        description = "Verify the shipped examples: healthy ones, one whose service is ambiguous, a broken one.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class DemoCommand implements Callable<Integer> {
    private static final String DATA = "sequences.npz";

    /** A run of {@code verify}: what it shows, its arguments, and the exit code that it must end with. */
    private record Scene(String title, List<String> arguments, int expected) {}

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--examples",
            paramLabel = "DIR",
            defaultValue = "${env:LVM_VERIFY_EXAMPLES:-examples}",
            description = "Folder of the examples.")
    private Path examples;

    @Override
    public Integer call() {
        if (!Files.exists(examples.resolve(DATA))) {
            throw new VerifierException(
                    Reason.NOT_FOUND,
                    "There are no examples in " + examples + ".",
                    "A release archive leaves them out to stay small. Copy the folder 'examples' of the project's sources there, or name it with --examples.");
        }
        PrintWriter out = spec.commandLine().getOut();
        boolean asExpected = true;
        for (Scene scene : scenes()) {
            out.printf("%n== %s%n$ lvm-verify %s%n%n", scene.title(), String.join(" ", scene.arguments()));
            out.flush();
            int code = LvmVerify.run(
                    out, spec.commandLine().getErr(), scene.arguments().toArray(String[]::new));
            out.printf(
                    Locale.ROOT,
                    "%nexit code %d%s%n",
                    code,
                    code == scene.expected() ? "" : ", but " + scene.expected() + " was expected");
            asExpected &= code == scene.expected();
        }
        out.println(
                asExpected
                        ? "\nThe examples behave as described in examples/README.md."
                        : "\nThe examples do not behave as described in examples/README.md.");
        return asExpected ? 0 : Reason.INTERNAL.exitCode();
    }

    private List<Scene> scenes() {
        return List.of(
                scene("A healthy model: its claim is reproduced", 0, "gru_healthy.pt"),
                scene(
                        "The weights of a healthy model fit two forward definitions, and nobody says which one serves",
                        1,
                        "amn_healthy.pt"),
                scene(
                        "The same model, served by the definition that it was trained with",
                        0,
                        "amn_healthy.pt",
                        "--serving-forward",
                        "attention-mixture"),
                scene(
                        "The same model again, served by the other definition: the incident",
                        2,
                        "amn_healthy.pt",
                        "--serving-forward",
                        "additive-memory"),
                scene("A broken model: the claim is not met", 2, "lstm_broken.pt"));
    }

    private Scene scene(String title, int expected, String checkpoint, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "verify",
                "--checkpoint",
                examples.resolve(checkpoint).toString(),
                "--data",
                examples.resolve(DATA).toString()));
        arguments.addAll(List.of(options));
        return new Scene(title, arguments, expected);
    }
}

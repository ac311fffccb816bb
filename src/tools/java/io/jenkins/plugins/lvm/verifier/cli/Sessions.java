package io.jenkins.plugins.lvm.verifier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes {@code docs/sessions}: what a terminal shows of commands on the shipped examples, as the product prints it. Argument: the folder
 * to write to. {@code bin/sessions} runs it; {@code SessionsTest} holds what is written against what the product prints.
 */
public final class Sessions {
    private static final String DATA = " --data examples/sequences.npz";

    /** What differs from machine to machine or from run to run: times, speeds, devices, versions, and the last digits of sums. */
    private static final List<Pattern> VARYING = List.of(
            Pattern.compile("\\d[\\d,]*(\\.\\d+)? (s|ms|seconds|rows/s|rows a second)\\b.*"),
            Pattern.compile("(?m)^ *(time|device|software|timing) .*$"),
            Pattern.compile("\\d+(\\.\\d+)?e[-+]\\d+"));

    /** A figure, of which the last of four decimals may differ. */
    private static final Pattern FIGURE = Pattern.compile("(\\d\\.\\d{3})\\d+");

    private Sessions() {}

    /** A document. */
    public record Session(String file, String title, List<Step> steps) {}

    /** A command with what is said before it. */
    public record Step(String said, String command) {}

    /** All of them. */
    public static List<Session> all() {
        return List.of(
                new Session(
                        "first-look.md",
                        "A checkpoint that somebody hands over",
                        List.of(
                                new Step("What is in the file?", "lvm-verify inspect examples/lstm_broken.pt"),
                                new Step(
                                        "Does it do what it claims?",
                                        "lvm-verify verify --checkpoint examples/lstm_broken.pt" + DATA),
                                new Step(
                                        "Another one, for comparison:",
                                        "lvm-verify verify --checkpoint examples/gru_healthy.pt" + DATA))),
                new Session(
                        "which-function.md",
                        "The same weights, two functions",
                        List.of(
                                new Step(
                                        "The weights fit two forward definitions, and nobody says which one serves:",
                                        "lvm-verify verify --checkpoint examples/amn_healthy.pt" + DATA),
                                new Step(
                                        "The service uses the other one. That was the incident:",
                                        "lvm-verify verify --checkpoint examples/amn_healthy.pt" + DATA
                                                + " --serving-forward additive-memory --quiet"),
                                new Step(
                                        "It uses the one that was trained:",
                                        "lvm-verify verify --checkpoint examples/amn_healthy.pt" + DATA
                                                + " --serving-forward attention-mixture --quiet"))),
                new Session(
                        "another-metric.md",
                        "A claim that is not a cosine",
                        List.of(
                                new Step(
                                        "The cosine's thresholds hold for no other metric:",
                                        "lvm-verify verify --checkpoint examples/gru_healthy.pt" + DATA
                                                + " --metric mse --claim 0.0012"),
                                new Step(
                                        "As a share of the claim:",
                                        "lvm-verify verify --checkpoint examples/gru_healthy.pt" + DATA
                                                + " --metric mse --claim 0.0012 --relative-fail-threshold 0.05"),
                                new Step("A slip:", "lvm-verify verify --chekpoint examples/gru_healthy.pt" + DATA))));
    }

    /** The document, as the product prints now. */
    public static String render(Session session) {
        StringBuilder text = new StringBuilder("# " + session.title() + "\n\n");
        text.append("Recorded by `bin/sessions`; a test holds it against what the product prints.\n");
        for (Step step : session.steps()) {
            text.append('\n')
                    .append(step.said())
                    .append("\n\n```console\n$ ")
                    .append(step.command())
                    .append('\n');
            StringWriter shown = new StringWriter();
            PrintWriter terminal = new PrintWriter(shown, true);
            String[] words = step.command().split(" ");
            int code = LvmVerify.run(
                    terminal, terminal, List.of(words).subList(1, words.length).toArray(String[]::new));
            text.append(shown.toString().stripTrailing().replaceAll("(?m) +$", ""))
                    .append("\n$ echo $?\n")
                    .append(code)
                    .append("\n```\n");
        }
        return text.toString();
    }

    /** What of a document is the same on every machine. */
    public static String stable(String document) {
        String stable = document;
        for (Pattern pattern : VARYING) {
            stable = pattern.matcher(stable).replaceAll("…");
        }
        return FIGURE.matcher(stable).replaceAll("$1");
    }

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Session session : all()) {
            Files.writeString(folder.resolve(session.file()), render(session));
        }
    }
}

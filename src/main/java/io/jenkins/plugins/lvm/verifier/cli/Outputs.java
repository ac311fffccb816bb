package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.AtomicFile;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.RowCosines;
import io.jenkins.plugins.lvm.verifier.contract.RowMetrics;
import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The files that a command writes. What cannot be written is said before the work starts; what fails afterwards does not keep the
 * others from being written. A dash stands for standard output, which then holds nothing else: what people read goes to standard error.
 */
final class Outputs {
    private static final Path STANDARD_OUTPUT = Path.of("-");
    /** The exit code of a verdict, which no failure to write hides. */
    private static final int BROKEN = 2;

    private final CommandLine command;
    private final List<String> inputs;
    private final Map<String, Path> files = new LinkedHashMap<>();
    private boolean failed;

    private Outputs(CommandLine command, List<String> inputs) {
        this.command = command;
        this.inputs = inputs;
    }

    /** The text of an output. */
    @FunctionalInterface
    interface Text {
        String render() throws IOException;
    }

    /** No output yet. */
    static Outputs of(CommandLine command, VerificationRequest request) {
        Stream<String> baselines =
                request.baselines().stream().flatMap(source -> Stream.of(source.checkpoint(), source.report()));
        return new Outputs(
                command,
                Stream.of(
                                request.checkpoints().stream(),
                                Stream.of(
                                        request.data(),
                                        request.heldOut(),
                                        request.bank(),
                                        request.predictions(),
                                        request.forwardOnnx()),
                                request.articles().stream(),
                                baselines)
                        .flatMap(names -> names)
                        .filter(Objects::nonNull)
                        .toList());
    }

    /** No output yet, of what is made of these files. */
    static Outputs of(CommandLine command, List<Path> inputs) {
        return new Outputs(command, inputs.stream().map(Path::toString).toList());
    }

    /** One more output; null adds none. */
    Outputs add(String option, @Nullable Path file) {
        if (file != null) {
            files.put(option, file);
        }
        return this;
    }

    /** The output that a setting names, if it names one. */
    Outputs add(Setting<String> setting, SettingValues values) {
        String file = values.get(setting);
        return add(setting.options().get(0), file == null ? null : Path.of(file));
    }

    /** Where to print what people read. */
    PrintWriter console() {
        return files.containsValue(STANDARD_OUTPUT) ? command.getErr() : command.getOut();
    }

    /**
     * Refuses what cannot be written, or what would overwrite an input or another output.
     *
     * @throws ParameterException with a sentence for the user
     */
    void requireWritable() {
        Map<Path, String> places = new HashMap<>();
        for (String input : inputs) {
            places.put(place(Path.of(input)), "the input " + input);
        }
        for (Map.Entry<String, Path> output : files.entrySet()) {
            for (Path file : written(output.getKey(), output.getValue())) {
                try {
                    if (!file.equals(STANDARD_OUTPUT)) {
                        AtomicFile.probe(file);
                    }
                } catch (IOException e) {
                    throw refusal(
                            output.getKey(),
                            file + " cannot be written: " + IoReason.of(e) + ".",
                            "Name a file in a folder that you may write to.");
                }
                String other = AtomicFile.isStream(file) ? null : places.put(place(file), output.getKey());
                if (other != null) {
                    throw refusal(
                            output.getKey(),
                            file + " is already " + (other.startsWith("--") ? "written by " : "") + other + ".",
                            "Name another file.");
                }
            }
        }
    }

    private ParameterException refusal(String option, String message, String hint) {
        return new ParameterException(command, option + ": " + message + " " + hint);
    }

    private static List<Path> written(String option, Path file) {
        List<Path> written = new ArrayList<>(List.of(file));
        if (option.equals("--report") && !file.equals(STANDARD_OUTPUT) && !AtomicFile.isStream(file)) {
            written.add(RowCosines.beside(file.toAbsolutePath()));
            written.add(RowMetrics.beside(file.toAbsolutePath()));
        }
        return written;
    }

    private static Path place(Path file) {
        try {
            return AtomicFile.destination(file);
        } catch (IOException e) {
            return file.toAbsolutePath();
        }
    }

    /** Removes what an earlier run wrote. */
    void delete(String option) {
        Path file = files.get(option);
        if (file != null && !file.equals(STANDARD_OUTPUT)) {
            attempt(option, () -> AtomicFile.delete(file));
        }
    }

    /** Writes a text if it was asked for. */
    void write(String option, Text text) {
        write(option, text, file -> AtomicFile.write(file, aside -> Files.writeString(aside, line(text.render()))));
    }

    /** Writes a text if it was asked for, to a file in its own way. */
    void write(String option, Text text, AtomicFile.Content toFile) {
        Path file = files.get(option);
        if (file != null) {
            attempt(option, () -> {
                if (file.equals(STANDARD_OUTPUT)) {
                    command.getOut().print(line(text.render()));
                    command.getOut().flush();
                } else {
                    toFile.writeTo(file);
                }
            });
        }
    }

    private static String line(String text) {
        return text.endsWith("\n") ? text : text + "\n";
    }

    /** Says something that people are to know beside what the command finds. */
    void tell(String sentence) {
        command.getErr().println(PrintableText.of(sentence));
    }

    /** Does something for an output; where that fails, it says so, and the exit code is no success. */
    void attempt(String option, Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException e) {
            failed = true;
            command.getErr()
                    .println(option + ": " + PrintableText.of(String.valueOf(files.get(option)))
                            + " could not be written: " + IoReason.of(e) + ". Is the disk full?");
        }
    }

    /** What can fail. */
    @FunctionalInterface
    interface Attempt {
        void run() throws IOException;
    }

    /** The exit code of the command, where what it found has this one. */
    int exitCode(int code) {
        return failed ? worse(code) : code;
    }

    /** The exit code of a command, once it is known whether its standard output was taken. */
    static int exitCode(int code, PrintWriter out, PrintWriter err) {
        if (!out.checkError()) {
            return code;
        }
        err.println("Standard output could not be written. Is the disk full, or did its reader end?");
        return worse(code);
    }

    private static int worse(int code) {
        return code < BROKEN ? Reason.INTERNAL.exitCode() : code;
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command line on the shipped examples. */
abstract class ExampleCommands {
    static final String DATA = "examples/sequences.npz";
    static final String HEALTHY = "examples/gru_healthy.pt";
    static final String AMBIGUOUS = "examples/amn_healthy.pt";
    static final String BROKEN = "examples/lstm_broken.pt";

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    int verify(final String... checkpointsAndOptions) {
        final List<String> arguments = new ArrayList<>(List.of("verify", "--data", DATA, "--checkpoint"));
        arguments.addAll(List.of(checkpointsAndOptions));
        return run(arguments.toArray(String[]::new));
    }

    int run(final String... arguments) {
        return LvmVerify.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}

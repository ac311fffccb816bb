package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;

/**
 * Part of the benchmarks: a process that does one part of a start and ends. Arguments: {@code nothing}, {@code libtorch}, {@code nd4j},
 * {@code both}, or {@code rows}, which makes the options of a command and ends when the first rows are scored; checkpoint and data. Prints the part
 * once it is done.
 */
final class StartupBenchmark {
    private StartupBenchmark() {}

    public static void main(String[] args) {
        switch (args[0]) {
            case "nothing" -> {}
            case "libtorch" -> torch();
            case "nd4j" -> RowScorer.start();
            case "both" -> {
                torch();
                RowScorer.start();
            }
            case "rows" -> {
                PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
                LvmVerify.run(nowhere, nowhere, "verify", "--help");
                new Verifier(VerificationRequest.of(List.of(args[1]), args[2])
                                .device("cpu")
                                .threads(1)
                                .build())
                        .verify(new Progress() {
                            @Override
                            public void rows(long done, long total) {
                                end(args[0]);
                            }
                        });
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
        end(args[0]);
    }

    private static void end(String part) {
        System.out.println(part);
        Runtime.getRuntime().halt(0);
    }

    private static void torch() {
        TorchEngine.start(null, 1).device("cpu");
    }
}

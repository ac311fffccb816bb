package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.cli.CheckpointWatch.Snapshot;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointNames;
import io.jenkins.plugins.lvm.verifier.view.MetricWords;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import io.jenkins.plugins.lvm.verifier.view.RiskWords;
import io.jenkins.plugins.lvm.verifier.view.VerificationText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code lvm-verify watch}: verifies what a training run writes, while it runs. */
@Command(
        name = "watch",
        description = "Verify each checkpoint as it appears in a folder, and end at the first broken one.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lvm-verify watch DIR --data=NPZ [OPTIONS]",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:training is over, every checkpoint PASSED",
            "1:training is over, one is UNSTABLE",
            "2:a checkpoint is broken; those after it were not looked at",
            "64-71:as for verify; 66 also where training is over and there was no checkpoint"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class WatchCommand implements Callable<Integer> {
    private static final int DIGEST_SHOWN = 8;
    private static final int BROKEN = 2;
    private static final String LINE = "%-8s  %-40s  %-8s  %8s  %8s  %8s  %s%n";

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private LvmVerify parent;

    @Parameters(paramLabel = "DIR", description = "Folder that the trainer writes to, with those below it.")
    private Path folder;

    @Option(names = "--until", paramLabel = "FILE", description = "Training is over when this file appears.")
    private @Nullable Path until;

    @Option(names = "--pid", paramLabel = "N", description = "Training is over when this process ends.")
    private @Nullable Long pid;

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            converter = TimeSpanConverter.class,
            description = "Training is over when nothing new appeared for so long, such as 2h.")
    private @Nullable Duration idle;

    @Option(
            names = "--interval",
            defaultValue = "2s",
            paramLabel = "TIME",
            converter = TimeSpanConverter.class,
            description = "How often the folder is looked at (default: ${DEFAULT-VALUE}).")
    private Duration interval;

    @Option(
            names = "--settle",
            defaultValue = "3s",
            paramLabel = "TIME",
            converter = TimeSpanConverter.class,
            description = "How long a file has to stay as it is before it is taken (default: ${DEFAULT-VALUE}).")
    private Duration settle;

    @Option(
            names = "--stop-on",
            defaultValue = "FAILED",
            paramLabel = "VERDICT",
            description = "UNSTABLE or FAILED: the mildest verdict that counts as broken (default: ${DEFAULT-VALUE}).")
    private Verdict stopOn;

    @Option(
            names = "--include",
            paramLabel = "PATTERN",
            description =
                    "Names of checkpoints, such as 'model*.bin'; quote them. Several may be given (default: *.pt, *.pth, "
                            + "*.ckpt, *.bin and *.safetensors, but for what a Trainer writes beside them, such as optimizer.pt).")
    private List<String> include = List.of();

    @Option(
            names = "--exclude",
            paramLabel = "PATTERN",
            description = "Names of files that are not checkpoints, besides. Several may be given.")
    private List<String> exclude = List.of();

    @Mixin
    private RowCacheOptions rowCache;

    private SettingValues values;
    private PrintWriter out;
    private @Nullable Verdict worst;

    @Override
    public Integer call() throws IOException, InterruptedException {
        out = spec.commandLine().getOut();
        // What cannot be verified at all is said now, not after the first epoch.
        SettingsFile file = SettingsFile.of(spec, Use.WATCH);
        values = SettingOptions.values(spec, Use.WATCH, file, Set.of());
        CheckpointNames names = names();
        new Verifier(request()).requireInputs();
        if (file != null) {
            file.findings(spec).forEach(finding -> out.println(PrintableText.of(finding.explanation())));
        }
        out.printf(LINE, "time", "checkpoint", "sha-256", "claim", "actual", "gap", "verdict");
        try (CheckpointWatch watch = new CheckpointWatch(folder, settle, names)) {
            long lastNews = System.nanoTime();
            boolean over = false;
            while (true) {
                for (Snapshot snapshot : watch.poll()) {
                    lastNews = System.nanoTime();
                    int code = verify(watch, snapshot);
                    if (code != 0) {
                        return code;
                    }
                }
                if (over && !watch.isWaiting()) {
                    return end();
                }
                // What was written last is still looked at.
                over = over || isOver(lastNews);
                Thread.sleep(interval.toMillis());
            }
        }
    }

    private CheckpointNames names() {
        try {
            return CheckpointNames.of(include, exclude);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private VerificationRequest request(String... checkpoints) {
        return SettingOptions.request(spec, List.of(checkpoints), values.orElse(Settings.RISK, Settings.QUICK_RISK));
    }

    private boolean isOver(long lastNews) {
        return (until != null && Files.exists(until))
                || (pid != null
                        && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty())
                || (idle != null && System.nanoTime() - lastNews >= idle.toNanos());
    }

    private int end() {
        if (worst == null) {
            throw new VerifierException(
                    Reason.NOT_FOUND,
                    "Training is over, and no checkpoint appeared in " + folder + ".",
                    "Checkpoints are files whose names match "
                            + String.join(", ", include.isEmpty() ? CheckpointNames.USUAL : include)
                            + "; say otherwise with --include.");
        }
        return worst == Verdict.PASSED ? 0 : 1;
    }

    /** Returns 0 unless the checkpoint is broken. */
    private int verify(CheckpointWatch watch, Snapshot snapshot) throws IOException {
        VerificationReport report;
        try (ConsoleProgress progress = new ConsoleProgress(out, false, true, parent.debug())) {
            report = new Verifier(request(snapshot.copy().toString()), rowCache.cache())
                    .verify(progress)
                    .report();
        } finally {
            Files.deleteIfExists(snapshot.copy());
        }
        for (Verification found : report.verifications()) {
            Verdict verdict = found.verdict();
            line(
                    snapshot,
                    found.claim() == null
                            ? "none"
                            : MetricWords.figure(
                                    MetricWords.of(found), found.claim().value()),
                    MetricWords.figure(MetricWords.of(found), found.value()),
                    MetricWords.difference(MetricWords.of(found), found.gap()),
                    concluded(found));
            worst = worst == null ? verdict : worst.and(verdict);
            if (verdict.compareTo(stopOn) >= 0 && verdict != Verdict.PASSED) {
                explain(found);
                return BROKEN;
            }
        }
        return report.errors().isEmpty()
                ? 0
                : failed(watch, snapshot, report.errors().get(0));
    }

    /** The verdict, and how many rows it took where that is not all. */
    private static String concluded(Verification found) {
        return found.isOfDrawnRows()
                ? found.verdict() + " " + RiskWords.after(found)
                : found.verdict().name();
    }

    private int failed(CheckpointWatch watch, Snapshot snapshot, Problem problem) {
        if (problem.code() == Reason.UNREADABLE.exitCode() && watch.takeBack(snapshot)) {
            return 0;
        }
        line(snapshot, NumberFormats.NONE, NumberFormats.NONE, NumberFormats.NONE, "ERROR");
        out.println(PrintableText.of("Error: "
                + problem.message()
                        .replace(snapshot.copy().toString(), snapshot.original().toString())
                + " " + problem.advice()));
        return problem.code();
    }

    private void line(Snapshot snapshot, String claim, String actual, String gap, String verdict) {
        out.printf(
                Locale.ROOT,
                LINE,
                LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS),
                PrintableText.of(folder.relativize(snapshot.original()).toString()),
                snapshot.sha256().substring(0, DIGEST_SHOWN),
                claim,
                actual,
                gap,
                verdict);
        out.flush();
    }

    private void explain(Verification found) {
        found.gates().stream()
                .filter(gate -> gate.outcome() == Outcome.MISSED)
                .forEach(gate -> out.println("  missed   " + VerificationText.gate(gate, MetricWords.of(found))));
        found.findings()
                .forEach(finding ->
                        out.println("  finding  " + PrintableText.of(finding.title() + ". " + finding.explanation())));
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.cli.BisectResult.Look;
import io.jenkins.plugins.lvm.verifier.cli.BisectResult.Outcome;
import io.jenkins.plugins.lvm.verifier.cli.Bisection.Change;
import io.jenkins.plugins.lvm.verifier.cli.Bisection.State;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.format.NamePattern;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointNames;
import io.jenkins.plugins.lvm.verifier.trainer.RunOrder;
import io.jenkins.plugins.lvm.verifier.trainer.RunOrder.Entry;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code lvm-verify bisect}: where in a training run claim and fact parted. */
@Command(
        name = "bisect",
        description = {
            "Find where in a training run claim and fact parted.",
            "",
            "Verifies the first and the last checkpoint, the one in the middle, and so on by halves: about log2(n) of n. The first that"
                    + " parted is then diagnosed, with the last that agreed as its baseline. What is found is a change, and the only one if"
                    + " the run changed once: between checkpoints that were not looked at it can have changed more often."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = {
            "lvm-verify bisect DIR --data=NPZ [OPTIONS]",
            "lvm-verify bisect JOB [--parted-on=VERDICT] [--json=FILE]",
            "lvm-verify bisect --reports=JOB [--parted-on=VERDICT] [--json=FILE]"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all that were looked at meet their claims",
            "1:a change was found",
            "2:none that was looked at meets its claim",
            "64-71:as for verify; 65 also where no checkpoint could be verified, 66 where there is none"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class BisectCommand implements Callable<Integer> {
    private static final String LINE = "%-9s  %-40s  %8s  %8s  %8s  %s%n";

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private LvmVerify parent;

    @Parameters(
            paramLabel = "DIR|JOB",
            arity = "0..1",
            description = "Folder with the run's checkpoints and those below it; or a Jenkins job's, as for --reports.")
    private @Nullable Path given;

    @Option(
            names = "--reports",
            paramLabel = "JOB",
            description =
                    "In place of DIR: a job's folder on the controller, or a folder with reports of its builds. Nothing is verified"
                            + " again: the builds are named between which claim and fact parted. Needs no --data.")
    private @Nullable Path reports;

    @Option(
            names = "--match",
            paramLabel = "GLOB",
            converter = NamePatternConverter.class,
            description = "Only checkpoints of such names, as 'epoch_*.pt' (default: all).")
    private @Nullable NamePattern match;

    @Option(
            names = "--parted-on",
            defaultValue = "UNSTABLE",
            paramLabel = "VERDICT",
            description =
                    "UNSTABLE or FAILED: the mildest verdict that counts as not meeting the claim (default: ${DEFAULT-VALUE}).")
    private Verdict partedOn;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Report of the checkpoint that was diagnosed, else of the last one, as verify writes it.")
    private @Nullable Path report;

    @Option(names = "--json", paramLabel = "FILE", description = "All checkpoints, and what was seen of them, as JSON.")
    private @Nullable Path json;

    @Mixin
    private RowCacheOptions rowCache;

    private final Map<Integer, VerificationResult> results = new HashMap<>();
    private SettingValues values;
    private PrintWriter out;
    private RunOrder run;
    private Path folder;

    @Override
    public Integer call() throws IOException {
        if ((given == null) == (reports == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    given == null
                            ? "There is nothing to look at. Name the folder with the run's checkpoints, or --reports."
                            : "--reports stands in place of a folder with checkpoints. Give one of them.");
        }
        folder = reports == null ? Objects.requireNonNull(given) : reports;
        if (reports != null || ReportedBuilds.isJob(folder)) {
            return ofBuilds(folder);
        }
        SettingsFile file = SettingsFile.of(spec, Use.WATCH);
        values = SettingOptions.values(spec, Use.WATCH, file, Set.of());
        VerificationRequest request = SettingOptions.request(spec, List.of(), values);
        Outputs outputs =
                Outputs.of(spec.commandLine(), request).add("--report", report).add("--json", json);
        outputs.requireWritable();
        out = outputs.console();
        new Verifier(request).requireInputs();
        run = order();
        int count = run.entries().size();
        out.println(count + (count == 1 ? " checkpoint" : " checkpoints") + ", in order of "
                + run.basis().words() + ".");
        run.unreadable().forEach(why -> out.println(PrintableText.of("Left out: " + why)));
        out.printf(LINE, "place", "checkpoint", "claim", "actual", "gap", "verdict");
        Bisection bisection = new Bisection(count, this::look);
        Optional<Change> change = bisection.find();
        Outcome outcome = outcome(bisection, change);
        out.println();
        out.println(PrintableText.of(sentence(outcome, change)));
        VerificationResult result = explained(outcome, change);
        if (result != null) {
            VerificationResult shown = ReportedRun.noted(result, file == null ? List.of() : file.findings(spec));
            outputs.write("--report", () -> ContractJson.render(shown.report()), shown::write);
        }
        outputs.write("--json", () -> ContractJson.render(result(bisection, outcome, change)));
        return outputs.exitCode(outcome.exitCode());
    }

    /** What the builds of a job have reported, without a verification. */
    private int ofBuilds(Path job) throws IOException {
        Outputs outputs = Outputs.of(spec.commandLine(), List.of()).add("--json", json);
        outputs.requireWritable();
        BuildsResult found = new BuildsBisection(ReportedBuilds.of(job), partedOn, outputs.console()).run();
        outputs.write("--json", () -> ContractJson.render(found));
        return outputs.exitCode(BuildsBisection.exitCode(found));
    }

    private RunOrder order() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new VerifierException(
                    Reason.NOT_FOUND, folder + " is not a folder.", "Name the folder that the trainer wrote to.");
        }
        RunOrder order = RunOrder.of(folder, match);
        if (order.entries().isEmpty()) {
            throw new VerifierException(
                    order.unreadable().isEmpty() ? Reason.NOT_FOUND : Reason.UNREADABLE,
                    order.unreadable().isEmpty()
                            ? "There is no checkpoint in " + folder + "."
                            : "No checkpoint in " + folder + " can be read. "
                                    + order.unreadable().get(0),
                    "Checkpoints are files whose names are like " + String.join(", ", CheckpointNames.USUAL) + ".");
        }
        return order;
    }

    private Path file(int place) {
        return run.entries().get(place).file();
    }

    private String name(int place) {
        return folder.relativize(file(place)).toString();
    }

    private VerificationRequestBuilder request(int place) {
        String data = values.getOrDefault(Settings.DATA);
        VerificationRequestBuilder request =
                VerificationRequest.of(List.of(file(place).toString()), data).set(values);
        String baseline = values.get(Settings.BASELINE);
        String earlier = values.get(Settings.BASELINE_REPORT);
        return baseline == null && earlier == null
                ? request
                : request.baselines(List.of(new BaselineSource(null, baseline, earlier, null)));
    }

    private VerificationResult verify(VerificationRequest request) {
        try (ConsoleProgress progress = new ConsoleProgress(out, false, true, parent.debug())) {
            return new Verifier(request, rowCache.cache()).verify(progress);
        }
    }

    /** Whether a checkpoint meets its claim; why it does not is left for later. */
    private State look(int place) {
        VerificationResult result = verify(request(place).diagnose("never").build());
        results.put(place, result);
        Look seen = look(place, null);
        State state = state(seen);
        out.printf(
                Locale.ROOT,
                LINE,
                (place + 1) + "/" + run.entries().size(),
                PrintableText.of(seen.path()),
                NumberFormats.cosine(seen.claim()),
                NumberFormats.cosine(seen.actual()),
                seen.gap() == null ? NumberFormats.NONE : NumberFormats.difference(seen.gap()),
                seen.verdict() == null
                        ? "not verified"
                        : seen.verdict() + (state == State.UNKNOWN ? ", no claim" : ""));
        if (seen.problem() != null) {
            out.println(PrintableText.of("  " + seen.problem()));
        }
        out.flush();
        return state;
    }

    private State state(Look seen) {
        if (seen.verdict() == null || seen.claim() == null) {
            return State.UNKNOWN;
        }
        return seen.verdict() != Verdict.PASSED && seen.verdict().compareTo(partedOn) >= 0
                ? State.PARTED
                : State.AGREES;
    }

    private Look look(int place, @Nullable State state) {
        Entry entry = run.entries().get(place);
        VerificationResult result = results.get(place);
        List<Verification> found = result == null ? List.of() : result.report().verifications();
        Verification first = found.isEmpty() ? null : found.get(0);
        Claim claim = first == null ? null : first.claim();
        return new Look(
                name(place),
                entry.epoch(),
                state,
                Claim.recomputed(claim),
                first == null ? null : Double.valueOf(first.actual().value()),
                first == null ? null : first.gap(),
                found.stream().map(Verification::verdict).reduce(Verdict::and).orElse(null),
                result == null || result.report().errors().isEmpty()
                        ? null
                        : result.report().errors().get(0).message());
    }

    private static Outcome outcome(Bisection bisection, Optional<Change> change) {
        if (change.isPresent()) {
            return bisection.seen(change.get().before()) == State.AGREES ? Outcome.PARTED : Outcome.CAME_TOGETHER;
        }
        return bisection.seenAny(State.AGREES)
                ? Outcome.AGREES
                : bisection.seenAny(State.PARTED) ? Outcome.APART : Outcome.UNKNOWN;
    }

    private String sentence(Outcome outcome, Optional<Change> change) {
        String looked = results.size() + " of " + run.entries().size()
                + (run.entries().size() == 1 ? " checkpoint was verified." : " checkpoints were verified.");
        String before = change.map(found -> name(found.before())).orElse("");
        String after = change.map(found -> name(found.after())).orElse("");
        String between = change.filter(found -> found.after() - found.before() > 1)
                .map(found -> " Those between the two could not be verified, or claim nothing.")
                .orElse("");
        return switch (outcome) {
            case PARTED ->
                "Claim and fact parted between " + before + ", which meets its claim, and " + after + "." + between
                        + " " + looked;
            case CAME_TOGETHER ->
                "Claim and fact came together between " + before + " and " + after + ", which meets its claim."
                        + between + " " + looked;
            case AGREES -> "All that were looked at meet their claims. " + looked;
            case APART -> "None that was looked at meets its claim. " + looked;
            case UNKNOWN -> "No checkpoint could be verified against a claim. " + looked;
        };
    }

    /** The diagnosis of the checkpoint next to the change that does not meet its claim, with the one that does as its baseline. */
    private @Nullable VerificationResult explained(Outcome outcome, Optional<Change> change) {
        int last = run.entries().size() - 1;
        if (outcome == Outcome.AGREES || outcome == Outcome.UNKNOWN) {
            return results.get(last);
        }
        int parted = outcome == Outcome.APART
                ? IntStream.rangeClosed(0, last)
                        .filter(place -> results.containsKey(place) && state(look(place, null)) == State.PARTED)
                        .findFirst()
                        .orElseThrow()
                : outcome == Outcome.PARTED
                        ? change.orElseThrow().after()
                        : change.orElseThrow().before();
        VerificationRequestBuilder request = request(parted);
        if (change.isPresent()
                && values.get(Settings.BASELINE) == null
                && values.get(Settings.BASELINE_REPORT) == null) {
            int agrees = outcome == Outcome.PARTED
                    ? change.get().before()
                    : change.get().after();
            request.baselines(List.of(new BaselineSource(null, file(agrees).toString(), null, null)));
        }
        VerificationResult result = verify(request.build());
        new ConsoleReport(out, false).print(result.report());
        return result;
    }

    private BisectResult result(Bisection bisection, Outcome outcome, Optional<Change> change) {
        List<Look> looks = new ArrayList<>();
        for (int place = 0; place < run.entries().size(); place++) {
            looks.add(look(place, bisection.seen(place)));
        }
        return new BisectResult(
                BisectResult.SCHEMA_VERSION,
                outcome,
                run.basis(),
                change.map(found -> name(found.before())).orElse(null),
                change.map(found -> name(found.after())).orElse(null),
                results.size(),
                looks,
                run.unreadable());
    }
}

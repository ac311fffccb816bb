package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.cli.BisectResult.Outcome;
import io.jenkins.plugins.lvm.verifier.cli.Bisection.State;
import io.jenkins.plugins.lvm.verifier.cli.BuildsResult.Change;
import io.jenkins.plugins.lvm.verifier.cli.BuildsResult.Line;
import io.jenkins.plugins.lvm.verifier.cli.BuildsResult.Look;
import io.jenkins.plugins.lvm.verifier.cli.ReportedBuilds.Reported;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the builds of a job between which claim and fact parted. All of them have been verified, so nothing is searched by halves, and
 * each change is told.
 */
final class BuildsBisection {
    private static final String LINE = "  %-12s  %-40s  %8s  %8s  %8s  %s%n";
    /** Of so many changes the latest are printed; all of them are in the JSON. */
    private static final int MOST_SHOWN = 10;

    private final ReportedBuilds builds;
    private final Verdict partedOn;
    private final PrintWriter out;

    /** @param partedOn the mildest verdict that counts as not meeting the claim */
    BuildsBisection(ReportedBuilds builds, Verdict partedOn, PrintWriter out) {
        this.builds = builds;
        this.partedOn = partedOn;
        this.out = out;
    }

    /** Prints where each line of verifications changed. */
    BuildsResult run() {
        Map<String, List<Reported>> lines = new LinkedHashMap<>();
        builds.verifications().forEach(one -> lines.computeIfAbsent(one.series(), name -> new ArrayList<>())
                .add(one));
        out.println(builds.verifications().size()
                + (builds.verifications().size() == 1 ? " verification" : " verifications")
                + " in reports, in order of "
                + (builds.numbered() ? "the builds' numbers." : "the reports' last changes."));
        builds.unreadable().forEach(why -> out.println(PrintableText.of("Left out: " + why)));
        List<Line> series = new ArrayList<>();
        lines.forEach((name, reported) -> series.add(line(name, reported)));
        return new BuildsResult(BuildsResult.SCHEMA_VERSION, builds.numbered(), series, builds.unreadable());
    }

    /** The exit code for all lines: a change before what never agreed, and that before what always did. */
    static int exitCode(BuildsResult result) {
        for (Outcome outcome : List.of(Outcome.PARTED, Outcome.CAME_TOGETHER, Outcome.APART, Outcome.AGREES)) {
            if (result.series().stream().anyMatch(series -> series.outcome() == outcome)) {
                return outcome.exitCode();
            }
        }
        return Outcome.UNKNOWN.exitCode();
    }

    private Line line(String name, List<Reported> reported) {
        List<Change> changes = new ArrayList<>();
        List<Reported[]> pairs = new ArrayList<>();
        Reported last = null;
        boolean agrees = false;
        boolean parted = false;
        for (Reported one : reported) {
            State state = state(one.verification());
            agrees |= state == State.AGREES;
            parted |= state == State.PARTED;
            if (state != State.UNKNOWN) {
                if (last != null && state(last.verification()) != state) {
                    changes.add(change(last, one, state));
                    pairs.add(new Reported[] {last, one});
                }
                last = one;
            }
        }
        Outcome outcome = !changes.isEmpty()
                ? changes.get(changes.size() - 1).outcome()
                : agrees ? Outcome.AGREES : parted ? Outcome.APART : Outcome.UNKNOWN;
        print(name, reported, outcome, changes, pairs);
        return new Line(
                name, outcome, changes, reported.stream().map(this::look).toList());
    }

    private State state(Verification found) {
        Claim claim = found.claim();
        if (claim == null || !claim.supported() || found.split().isSanity()) {
            return State.UNKNOWN;
        }
        return found.verdict() != Verdict.PASSED && found.verdict().compareTo(partedOn) >= 0
                ? State.PARTED
                : State.AGREES;
    }

    private Look look(Reported one) {
        Verification found = one.verification();
        Claim claim = found.claim();
        return new Look(
                one.build(),
                one.report(),
                found.checkpoint().path(),
                found.checkpoint().sha256(),
                state(found),
                claim == null ? null : Double.valueOf(claim.value()),
                found.actual().value(),
                found.verdict());
    }

    private static Change change(Reported before, Reported after, State to) {
        return new Change(
                before.build(),
                after.build(),
                to == State.PARTED ? Outcome.PARTED : Outcome.CAME_TOGETHER,
                differences(before.verification(), after.verification()));
    }

    /** What else changed, by which the weights may be innocent. */
    private static List<String> differences(Verification before, Verification after) {
        List<String> found = new ArrayList<>();
        if (before.checkpoint().sha256().equals(after.checkpoint().sha256())) {
            found.add("the checkpoint is the same file in both, so the weights did not change");
        }
        differ(found, "the data", before.data().fingerprint(), after.data().fingerprint());
        differ(found, "the rows", before.split().rowsSha256(), after.split().rowsSha256());
        differ(
                found,
                "the forward definition",
                before.model().forwardDefinition(),
                after.model().forwardDefinition());
        differ(
                found,
                "the verifier",
                before.software().verifier(),
                after.software().verifier());
        return found;
    }

    private static void differ(List<String> found, String what, @Nullable String before, @Nullable String after) {
        if (!Objects.equals(before, after)) {
            found.add(
                    before == null || after == null || before.length() > 40
                            ? what + " changed, too"
                            : what + " changed, too (" + before + ", then " + after + ")");
        }
    }

    private void print(
            String name, List<Reported> reported, Outcome outcome, List<Change> changes, List<Reported[]> pairs) {
        out.println();
        out.println(PrintableText.of(name + ": " + reported.size()
                + (reported.size() == 1 ? " verification, " : " verifications, ")
                + reported.get(0).build() + " to "
                + reported.get(reported.size() - 1).build()));
        switch (outcome) {
            case AGREES -> out.println("  All meet their claims.");
            case APART -> out.println("  None meets its claim.");
            case UNKNOWN -> out.println("  None states a claim that could be judged.");
            default -> {
                out.printf(LINE, "build", "checkpoint", "claim", "actual", "gap", "verdict");
                for (int i = Math.max(0, changes.size() - MOST_SHOWN); i < changes.size(); i++) {
                    print(changes.get(i), pairs.get(i)[0], pairs.get(i)[1]);
                }
                if (changes.size() > MOST_SHOWN) {
                    out.println("  Of " + changes.size() + " changes the latest are shown; --json writes all.");
                }
            }
        }
    }

    private void print(Change change, Reported before, Reported after) {
        row(before);
        row(after);
        boolean parted = change.outcome() == Outcome.PARTED;
        out.println(PrintableText.of(
                "  Claim and fact " + (parted ? "parted" : "came together") + " between " + change.before() + " and "
                        + change.after() + "."
                        + (change.differences().isEmpty()
                                ? ""
                                : " Besides: " + String.join("; ", change.differences()) + ".")));
        Verification apart = (parted ? after : before).verification();
        if (!apart.findings().isEmpty()) {
            Finding first = apart.findings().get(0);
            out.println(PrintableText.of("  finding  " + first.title() + ". " + first.explanation()));
        }
        if (parted) {
            out.println(
                    PrintableText.of("  Where the checkpoints of that run are kept, 'lvm-verify bisect FOLDER --data "
                            + apart.data().path() + "' tells the epoch; it was "
                            + apart.checkpoint().path() + "."));
        }
    }

    private void row(Reported one) {
        Verification found = one.verification();
        out.printf(
                Locale.ROOT,
                LINE,
                PrintableText.of(one.build()),
                PrintableText.of(found.checkpoint().path()),
                NumberFormats.cosine(
                        found.claim() == null
                                ? null
                                : Double.valueOf(found.claim().value())),
                NumberFormats.cosine(found.actual().value()),
                found.gap() == null ? NumberFormats.NONE : NumberFormats.difference(found.gap()),
                found.verdict());
    }
}

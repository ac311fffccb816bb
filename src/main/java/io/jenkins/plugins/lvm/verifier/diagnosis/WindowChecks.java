package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.percent;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds data that is put together wrongly. Vectors that are equal bit by bit prove what belongs where; windows that do not overlap
 * prove nothing, and nothing is said of them.
 */
final class WindowChecks {
    /** Paragraphs that stand twice in a row make one in forty targets a copy of the last vector. */
    private static final double SOME_LEAK = 0.1;

    private static final double MOSTLY = 0.5;
    private static final double NEARLY_ALL = 0.8;
    /** Targets that were moved by some rows leave their context where an article ends; targets copied from it never do. */
    private static final double ALL = 0.99;

    private static final int FEW = WindowFacts.FEW;

    private WindowChecks() {}

    static List<Finding> findings(Facts facts, WindowFacts windows) {
        List<Finding> findings = new ArrayList<>();
        Optional<Integer> moved = moved(windows);
        boolean movedBack =
                moved.isPresent() && moved.get() < 0 && windows.leak().share() < ALL;
        if (windows.leak().rows() >= FEW && windows.leak().share() >= SOME_LEAK && !movedBack) {
            findings.add(leak(windows.leak()));
        } else if (!facts.isExplainedBy(Cause.SHIFT)) {
            moved.ifPresentOrElse(by -> findings.add(shift(facts, windows, by)), () -> shuffled(facts, windows)
                    .ifPresent(findings::add));
        }
        WindowFacts.Articles articles = windows.articles();
        if (articles.linked() >= FEW && articles.estranged() > MOSTLY * articles.linked()) {
            findings.add(metadata(facts, articles));
        }
        return findings;
    }

    /** Whether the file holds contexts with the newest vector first. */
    static boolean newestFirst(WindowFacts windows) {
        WindowFacts.Neighbours neighbours = windows.neighbours();
        return neighbours.pairs() >= FEW && neighbours.reversed() >= NEARLY_ALL * neighbours.pairs();
    }

    private static Finding leak(WindowFacts.Leak leak) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("leakedShare", leak.share());
        evidence.put("rows", leak.rows());
        evidence.put("leakedByPosition", leak.byPosition());
        boolean most = leak.share() >= MOSTLY;
        return Causes.finding(
                Cause.LEAK,
                most ? Severity.ERROR : Severity.WARNING,
                "The answer stands in the question",
                "In " + percent(leak.share())
                        + " of the rows the target is one of the vectors of its own context, most often "
                        + position(leak) + ". "
                        + (most
                                ? "A model reaches any cosine by copying it: neither the claim nor the number measured says anything."
                                : "On these rows a cosine says nothing."),
                evidence,
                null);
    }

    private static String position(WindowFacts.Leak leak) {
        List<Long> counts = leak.byPosition();
        int most = 0;
        for (int i = 1; i < counts.size(); i++) {
            most = counts.get(i) > counts.get(most) ? i : most;
        }
        return most == counts.size() - 1 ? "the last" : "number " + (most + 1) + " of " + counts.size();
    }

    /** By how many rows nearly all targets are moved, if not by none. */
    private static Optional<Integer> moved(WindowFacts windows) {
        WindowFacts.Targets targets = windows.targets();
        if (!windows.tellsTargets() || newestFirst(windows)) {
            return Optional.empty();
        }
        return targets.offsets().entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .filter(most -> most.getKey() != 1 && most.getValue() >= NEARLY_ALL * targets.found())
                .map(most -> most.getKey() - 1);
    }

    private static Finding shift(Facts facts, WindowFacts windows, int by) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("movedByRows", by);
        evidence.put("targetsFound", windows.targets().found());
        evidence.put("rowsFromTargetToItsContext", Map.copyOf(windows.targets().offsets()));
        Gap gap = facts.gap();
        boolean harms = gap != null && !gap.isMetNearly();
        return Causes.finding(
                Cause.SHIFT,
                harms ? Severity.ERROR : Severity.INFO,
                "Targets stand beside their contexts",
                "The vector that continues a context is the target " + Math.abs(by)
                        + (Math.abs(by) == 1 ? " row " : " rows ") + (by > 0 ? "before" : "after")
                        + " it. Contexts and targets have been moved against each other"
                        + (harms ? "." : ", and the model was trained so."),
                evidence,
                null);
    }

    /** Where hardly a target is what comes after its context, and what does is the target of rows here and there. */
    private static Optional<Finding> shuffled(Facts facts, WindowFacts windows) {
        WindowFacts.Successors successors = windows.successors();
        if (newestFirst(windows)
                || successors.elsewhere() < FEW
                || successors.right() > (1 - NEARLY_ALL) * successors.known()
                || successors.atOneDistance() > MOSTLY * successors.elsewhere()) {
            return Optional.empty();
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("rowsWhoseSuccessorIsKnown", successors.known());
        evidence.put("ofThemItsTarget", successors.right());
        evidence.put("targetOfAnotherRow", successors.elsewhere());
        Gap gap = facts.gap();
        boolean harms = gap != null && !gap.isMetNearly();
        return Optional.of(Causes.finding(
                Cause.SHIFT,
                harms ? Severity.ERROR : Severity.WARNING,
                "Targets and contexts are in different orders",
                "Of " + successors.known()
                        + " contexts it is known what comes after them, because another context goes on there. It is the target of "
                        + successors.right() + " of them; " + successors.elsewhere()
                        + " have it as the target of another row, at no one distance. Contexts or targets were put into another order than each other"
                        + (harms ? "." : ", and the model was trained so."),
                evidence,
                null));
    }

    private static Finding metadata(Facts facts, WindowFacts.Articles articles) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("rowsThatOverlapOthers", articles.linked());
        evidence.put("onlyThoseOfOtherArticles", articles.estranged());
        return Causes.finding(
                Cause.METADATA_ORDER,
                facts.isBelowClaim() || facts.isAboveClaim() || facts.fallsShort() ? Severity.ERROR : Severity.WARNING,
                "Articles and rows do not belong together",
                "Of " + articles.linked() + " rows that share vectors with others, " + articles.estranged()
                        + " share them with rows of other articles only. Rows or metadata were put into another order than each other,"
                        + " so that a split by articles holds out rows that were trained on.",
                evidence,
                null);
    }
}

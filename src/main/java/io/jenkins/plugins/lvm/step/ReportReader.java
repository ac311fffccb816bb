package io.jenkins.plugins.lvm.step;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import hudson.AbortException;
import io.jenkins.plugins.lvm.step.ResultPlaces.Question;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Risk;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the report of an agent, which may be anyone's: a build can run any code there. Its size and shape are checked, its verdicts
 * are worked out again from its numbers, and it must speak of exactly the checkpoints that it was asked about.
 */
final class ReportReader {
    /** Size of a report above which it is not read. */
    static final int LARGEST = 10 << 20;

    /** What to do when a report is refused. */
    static final String REFUSED = "Find out what else runs on that agent and may have written it.";

    private static final int LONGEST_REASON = 500;

    private final GateEvaluator gates;
    private final Set<Question> asked;
    private final double risk;
    private final boolean repeat;

    /**
     * A reader for the answer to one request.
     *
     * @param gates what the verdicts follow from
     * @param asked checkpoints and devices, as asked for
     */
    ReportReader(final GateEvaluator gates, final Set<Question> asked) {
        this(gates, asked, 0, false);
    }

    /**
     * A reader for the answer to a request that allows a risk.
     *
     * @param risk the highest that a verdict may have
     * @param repeat whether the order of the rows was given
     */
    ReportReader(GateEvaluator gates, Set<Question> asked, double risk, boolean repeat) {
        this.gates = gates;
        this.asked = Set.copyOf(asked);
        this.risk = risk;
        this.repeat = repeat;
    }

    /**
     * Reads a report and believes nothing of it unchecked.
     *
     * @throws AbortException if it is too large, not a report, or contradicts itself
     */
    VerificationReport read(final InputStream in) throws IOException {
        final byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw refused("it is larger than " + (LARGEST >> 20) + " MB");
        }
        final String json = new String(bytes, StandardCharsets.UTF_8);
        final VerificationReport report;
        try {
            final JsonElement parsed = AgentJson.parse(json);
            requireVersion(parsed);
            ReportShape.check(parsed, VerificationReport.class, "report");
            report = ContractJson.readReport(json);
            report.verifications().forEach(ReportCheck::requireSound);
            report.errors().forEach(problem -> require(problem.message() != null, "an error says nothing"));
        } catch (final RuntimeException e) {
            throw refused(Sentences.of(e));
        } catch (final StackOverflowError e) {
            throw refused("it is nested too deeply");
        }
        requireAnswers(report);
        requireVerdicts(report);
        for (final Verification verification : report.verifications()) {
            requireRisk(verification.risk());
        }
        return report;
    }

    /** The verifier is the one that this plugin has sent, so it speaks no other version. */
    private static void requireVersion(final JsonElement report) {
        require(
                report instanceof JsonObject object
                        && object.get("schemaVersion") instanceof JsonPrimitive version
                        && version.getAsString().equals(String.valueOf(VerificationReport.SCHEMA_VERSION)),
                "its version is another one");
    }

    private void requireAnswers(final VerificationReport report) throws AbortException {
        final Set<Question> answered = new HashSet<>();
        for (final Verification verification : report.verifications()) {
            final String path = verification.checkpoint().path();
            if (!answered.add(new Question(path, verification.device().requested()))) {
                throw refused("it speaks twice of " + path);
            }
        }
        for (final Problem problem : report.errors()) {
            final String path = problem.checkpoint();
            if (path == null) {
                answered.addAll(asked);
            } else {
                final List<Question> meant = asked.stream()
                        .filter(question -> question.checkpoint().equals(path))
                        .toList();
                answered.addAll(meant.isEmpty() ? List.of(new Question(path, null)) : meant);
            }
        }
        if (!answered.equals(asked)) {
            throw refused("it does not speak of exactly the checkpoints that were asked about");
        }
    }

    private void requireVerdicts(final VerificationReport report) throws AbortException {
        @Nullable Verdict worst = null;
        for (final Verification verification : report.verifications()) {
            Measured measured = verification.measured();
            if (!Objects.equals(gates.metric(), measured == null ? null : measured.metric())) {
                throw refused("it does not measure the metric that was asked for");
            }
            final List<GateOutcome> outcomes = gates.evaluate(verification.measurements());
            final Verdict verdict = GateEvaluator.verdict(outcomes);
            final String path = verification.checkpoint().path();
            if (verdict != verification.verdict()) {
                throw refused("it says " + verification.verdict() + " of " + path + ", and its own numbers make that "
                        + verdict);
            }
            if (!outcomes.equals(verification.gates())) {
                throw refused("the gates that it shows for " + path + " are not those that its numbers lead to");
            }
            worst = worst == null ? verdict : worst.and(verdict);
        }
        if (worst != report.verdict()) {
            throw refused("its verdict on everything is " + word(report.verdict())
                    + ", and its verifications make that " + word(worst));
        }
    }

    private void requireRisk(@Nullable Risk found) throws AbortException {
        if (found != null && (found.limit() > risk || (found.stopped() && found.repeat() != repeat))) {
            throw refused("it stopped at another risk than the one that was allowed");
        }
    }

    private static String word(@Nullable Verdict verdict) {
        return verdict == null ? "missing" : verdict.name();
    }

    private static void require(final boolean holds, final String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static AbortException refused(final String reason) {
        return new AbortException("The report that came from the agent is refused: "
                + PrintableText.of(reason, LONGEST_REASON) + ". " + REFUSED);
    }
}

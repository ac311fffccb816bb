package io.jenkins.plugins.lvm.step;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import hudson.AbortException;
import io.jenkins.plugins.lvm.step.ResultPlaces.Question;
import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the report of an agent, which may be anyone's: a build can run any code there. Its size and shape are checked, its verdicts
 * are worked out again from its numbers, and it must speak of exactly the checkpoints that it was asked about.
 */
final class ReportReader {
    /** Size of a report above which it is not read. */
    static final int LARGEST = 10 << 20;

    private static final int DEEPEST = 30;
    private static final double ROUNDING = 1e-9;
    /** Stored cosines are float32. */
    private static final double ROUNDING_OF_ROWS = 1e-6;

    private final GateEvaluator gates;
    private final Set<Question> asked;

    /**
     * A reader for the answer to one request.
     *
     * @param gates what the verdicts follow from
     * @param asked checkpoints and devices, as asked for
     */
    ReportReader(final GateEvaluator gates, final Set<Question> asked) {
        this.gates = gates;
        this.asked = Set.copyOf(asked);
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
            ReportShape.check(parse(json), VerificationReport.class, "report");
            report = ContractJson.readReport(json);
            require(report.schemaVersion() == VerificationReport.SCHEMA_VERSION, "its version is another one");
            report.verifications().forEach(ReportReader::requireComplete);
            report.errors().forEach(problem -> require(problem.message() != null, "an error says nothing"));
        } catch (final RuntimeException e) {
            throw refused(e.getMessage());
        }
        requireAnswers(report);
        requireVerdicts(report);
        return report;
    }

    private static JsonElement parse(final String json) throws IOException {
        try (JsonReader reader = new JsonReader(new StringReader(json))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(DEEPEST);
            final JsonElement element = new Gson().getAdapter(JsonElement.class).read(reader);
            require(reader.peek() == JsonToken.END_DOCUMENT, "there is something behind it");
            return element;
        } catch (final IOException | JsonParseException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getMessage(), e);
        }
    }

    private static void requireComplete(final Verification found) {
        require(
                found.checkpoint() != null
                        && found.checkpoint().path() != null
                        && found.checkpoint().sha256() != null
                        && found.model() != null
                        && found.model().forwardDefinition() != null
                        && found.data() != null
                        && found.split() != null
                        && found.split().name() != null
                        && found.actual() != null
                        && found.device() != null
                        && found.device().requested() != null
                        && found.device().used() != null
                        && found.verdict() != null
                        && found.gates().stream().allMatch(gate -> gate.metric() != null && gate.outcome() != null),
                "a verification lacks a part");
        require(found.split().validationRows() > 0, "a verification has no rows");
        for (final double share : new double[] {
            found.actual().nonFinite(),
            found.actual().zeroPredictions(),
            found.model().deadWeights()
        }) {
            require(share >= 0 && share <= 1, "a share is not between 0 and 1");
        }
        require(Math.abs(found.actual().value()) <= 1 + ROUNDING, "a cosine is above 1");
        requireBaseline(found);
        requireAlignment(found.alignment());
        require(
                found.heldOut() == null
                        || found.heldOut().data() != null
                                && found.heldOut().actual() != null
                                && Math.abs(found.heldOut().actual().sampleMean()) <= 1 + ROUNDING,
                "the held-out rows lack a part");
        final Double claim = found.measurements().claim();
        require((claim == null) == (found.gap() == null), "a gap belongs to no claim");
        require(
                claim == null || Math.abs(found.actual().value() - claim - found.gap()) <= ROUNDING,
                "a gap is not the difference between actual and claim");
    }

    private static void requireBaseline(final Verification found) {
        final Baseline baseline = found.baseline();
        if (baseline == null) {
            return;
        }
        require(
                baseline.name() != null
                        && baseline.checkpoint() != null
                        && baseline.checkpoint().path() != null
                        && baseline.checkpoint().sha256() != null
                        && baseline.forwardDefinition() != null
                        && baseline.actual() != null
                        && baseline.actual().percentiles() != null
                        && baseline.difference() != null
                        && (!baseline.paired()
                                || baseline.difference().better() != null
                                        && baseline.difference().worse() != null),
                "a baseline lacks a part");
        require(Math.abs(baseline.actual().sampleMean()) <= 1 + ROUNDING, "a cosine is above 1");
        require(
                Math.abs(found.actual().sampleMean()
                                - baseline.actual().sampleMean()
                                - baseline.difference().mean())
                        <= ROUNDING_OF_ROWS,
                "a difference is not that between the checkpoint and its baseline");
    }

    private static void requireAlignment(final Alignment alignment) {
        if (alignment == null) {
            return;
        }
        require(
                alignment.trueNext() != null
                        && alignment.validation() != null
                        && Stream.of(alignment.validation(), alignment.outOfDistribution())
                                .filter(Objects::nonNull)
                                .allMatch(ReportReader::isComplete)
                        && Stream.of(alignment.legacyGates(), alignment.correctedGates())
                                .flatMap(List::stream)
                                .allMatch(gate -> gate.name() != null && gate.detail() != null),
                "an alignment lacks a part");
    }

    private static boolean isComplete(final Alignment.Rows rows) {
        return rows.data() != null
                && rows.orders() != null
                && rows.bins() != null
                && (rows.corrected() == null || rows.legacy() != null)
                && Stream.of(rows.legacy(), rows.corrected())
                        .filter(Objects::nonNull)
                        .allMatch(placed -> placed.offsets() != null);
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
        Verdict worst = null;
        for (final Verification verification : report.verifications()) {
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
            throw refused("it says " + report.verdict() + " of everything, and its verifications make that " + worst);
        }
    }

    private static void require(final boolean holds, final String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static AbortException refused(final String reason) {
        return new AbortException("The report that came from the agent is refused: " + reason + ".");
    }
}

package io.jenkins.plugins.lvm.verifier.shard;

import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.NaivePredictors;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Overlap;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Serving;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Timing;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.RowRoots;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ArticleGroups;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.LeakedRows;
import io.jenkins.plugins.lvm.verifier.evaluation.Measurement;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricRun;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricScores;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.score.ChanceLevel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Joins the parts of one verification: every number is computed of all rows as one pass computes it. */
public final class ShardMerge {
    private static final int DIGEST = 32;

    private final List<VerificationPart> parts;
    private final PartHead head;
    private final int[] order;

    /**
     * @param parts in any order
     * @throws VerifierException if they are not the parts of one verification, each of them once
     */
    public ShardMerge(List<VerificationPart> parts) {
        this.parts = parts.stream()
                .sorted(Comparator.comparing(part -> part.head().shard().index()))
                .toList();
        this.head = this.parts.get(0).head();
        requireTogether();
        this.order = order();
    }

    /** Reads and joins parts. */
    public static VerificationResult of(List<Path> files) {
        return new ShardMerge(files.stream().map(VerificationPart::read).toList()).result();
    }

    private void requireTogether() {
        for (VerificationPart part : parts) {
            String difference = part.head().differsFrom(head);
            if (difference != null) {
                throw refused("Part " + part.head().shard() + " does not belong to part " + head.shard() + ": "
                        + difference + ".");
            }
        }
        int[] found =
                parts.stream().mapToInt(part -> part.head().shard().index()).toArray();
        int[] missing = IntStream.rangeClosed(1, head.shard().count())
                .filter(index -> Arrays.stream(found).noneMatch(other -> other == index))
                .toArray();
        if (missing.length > 0) {
            throw refused("Of " + head.shard().count() + " parts these are missing: " + Arrays.toString(missing) + ".");
        }
        if (found.length > head.shard().count()) {
            throw refused("A part is there twice.");
        }
    }

    /** By evaluation order, the place of the row among those of all parts. */
    private int[] order() {
        int[] places = new int[head.rows()];
        Arrays.fill(places, -1);
        int place = 0;
        for (VerificationPart part : parts) {
            for (int position : part.rows().positions()) {
                if (position < 0 || position >= places.length || places[position] >= 0) {
                    throw refused("The parts do not hold each row once.");
                }
                places[position] = place++;
            }
        }
        int[] rows = joined(part -> part.rows().numbers());
        boolean ascending = IntStream.range(1, rows.length).allMatch(i -> rows[i - 1] < rows[i]);
        if (place != places.length
                || !ascending
                || !new ValidationRows(Arrays.stream(places).map(i -> rows[i]).toArray())
                        .sha256()
                        .equals(head.description().split().rowsSha256())) {
            throw refused("The parts do not hold each row once.");
        }
        return places;
    }

    private int[] joined(Function<VerificationPart, int[]> values) {
        return parts.stream().map(values).flatMapToInt(Arrays::stream).toArray();
    }

    private double[] inFileOrder(Function<VerificationPart, double[]> values) {
        return parts.stream().map(values).flatMapToDouble(Arrays::stream).toArray();
    }

    private double[] inEvaluationOrder(Function<VerificationPart, double[]> values) {
        double[] all = inFileOrder(values);
        return Arrays.stream(order).mapToDouble(place -> all[place]).toArray();
    }

    private static VerifierException refused(String message) {
        return new VerifierException(
                Reason.USAGE, message, "Name each part of one verification once, made with the same settings.");
    }

    /** The verification of all rows. */
    public VerificationResult result() {
        Verification described = head.description();
        MeanKind kind = described.actual().kind();
        List<DefinitionScores> scores = new ArrayList<>();
        for (int i = 0; i < head.definitions().size(); i++) {
            int definition = i;
            scores.add(new DefinitionScores(
                    inEvaluationOrder(part -> part.scores().get(definition).cosines()),
                    inEvaluationOrder(part -> part.scores().get(definition).squaredErrors()),
                    inEvaluationOrder(part -> part.scores().get(definition).norms())));
        }
        Actual actual = Measurement.of(
                scores.get(0),
                chance().value(),
                null,
                clusters(),
                kind,
                head.sizes().batch());
        ToDoubleFunction<Integer> mean =
                definition -> scores.get(definition).mean(kind, head.sizes().batch());
        Claim claim = described.claim();
        MetricScores metric = metric();
        Measured ofMetric = metric == null
                ? null
                : metric.measured(clusters(), kind, head.sizes().batch(), MetricRun.LEFT_OUT);
        Double gap = claim == null || !claim.supported()
                ? null
                : Double.valueOf(ofMetric == null ? actual.value() - claim.value() : ofMetric.gap(claim.value()));
        Verification measured = new VerificationBuilder()
                .checkpoint(described.checkpoint())
                .model(described.model())
                .configuration(described.configuration())
                .claim(claim)
                .data(data(described.data(), scores.get(0).storedCosines(), metric))
                .split(described.split())
                .actual(actual)
                .measured(ofMetric)
                .alternatives(alternatives(described, mean))
                .serving(serving(described, mean, actual.value()))
                .naivePredictors(naive())
                .gap(gap)
                .overlap(overlap(gap))
                .findings(described.findings())
                .selfCheck(selfCheck())
                .device(described.device())
                .timing(timing())
                .software(described.software())
                .build();
        List<GateOutcome> gates = new GateEvaluator(head.gates()).evaluate(measured.measurements());
        Verification judged = measured.judged(gates, GateEvaluator.verdict(gates));
        return new VerificationResult(
                new VerificationReport(VerificationReport.SCHEMA_VERSION, judged.verdict(), List.of(judged), List.of()),
                List.of(scores.get(0).storedCosines()),
                metric == null ? List.of() : List.of(metric.values()));
    }

    /** What a metric other than the cosine keeps of all rows; null of the cosine. */
    private @Nullable MetricScores metric() {
        Metric metric = head.metric();
        return metric == null
                ? null
                : new MetricScores(
                        metric,
                        inEvaluationOrder(part -> part.numbers().get(2)),
                        inEvaluationOrder(part -> part.numbers().get(3)),
                        0);
    }

    /** Measured by each part that exceeds the claim; if all rows do, one of them does. */
    private @Nullable Overlap overlap(@Nullable Double gap) {
        return head.metric() != null || gap == null || gap <= GateMetric.GAP_ABOVE.defaultThreshold()
                ? null
                : parts.stream()
                        .map(part -> part.head().description().overlap())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    private @Nullable SelfCheck selfCheck() {
        List<@Nullable SelfCheck> checks = new ArrayList<>();
        parts.forEach(part -> checks.add(part.head().description().selfCheck()));
        try {
            return SelfCheck.joined(checks);
        } catch (IllegalArgumentException e) {
            throw refused("What a part says of its self-check cannot be: " + e.getMessage() + ".");
        }
    }

    private ChanceLevel chance() {
        ChanceLevel all = new ChanceLevel(head.sizes().dimension());
        parts.forEach(part -> all.append(part.chance(), head.sizes().articles()));
        return all;
    }

    private int @Nullable [] clusters() {
        if (!head.sizes().articles()) {
            return null;
        }
        long[] articles = parts.stream()
                .map(part -> part.rows().articles())
                .flatMapToLong(Arrays::stream)
                .toArray();
        return ArticleGroups.dense(
                Arrays.stream(order).mapToLong(place -> articles[place]).toArray());
    }

    private Data data(Data described, float[] cosines, @Nullable MetricScores metric) {
        long leaked = 0;
        for (VerificationPart part : parts) {
            for (boolean row : part.leaked()) {
                leaked += row ? 1 : 0;
            }
        }
        byte[] digests = new byte[Math.multiplyExact(order.length, DIGEST)];
        int[] firsts = new int[parts.size() + 1];
        for (int i = 0; i < parts.size(); i++) {
            firsts[i + 1] = firsts[i] + parts.get(i).size();
        }
        for (int position = 0; position < order.length; position++) {
            int found = Arrays.binarySearch(firsts, order[position]);
            int part = found >= 0 ? found : -found - 2;
            System.arraycopy(
                    parts.get(part).rows().digests(),
                    (order[position] - firsts[part]) * DIGEST,
                    digests,
                    position * DIGEST,
                    DIGEST);
        }
        return new Data(
                described.path(),
                described.fingerprint(),
                described.sequences(),
                described.keys(),
                RowRoots.of(digests),
                RowRoots.of(digests, cosines),
                LeakedRows.share(leaked, order.length),
                metric == null ? null : RowRoots.of(digests, metric.values()));
    }

    private List<Alternative> alternatives(Verification described, ToDoubleFunction<Integer> mean) {
        return described.alternatives().stream()
                .map(other -> new Alternative(
                        other.forwardDefinition(),
                        mean.applyAsDouble(head.definitions().indexOf(other.forwardDefinition()))))
                .toList();
    }

    private @Nullable Serving serving(Verification described, ToDoubleFunction<Integer> mean, double actual) {
        Serving serving = described.serving();
        if (serving == null || head.served() < 0) {
            return null;
        }
        double value = mean.applyAsDouble(head.served());
        return new Serving(serving.forwardDefinition(), value, value - actual);
    }

    private NaivePredictors naive() {
        return io.jenkins.plugins.lvm.verifier.evaluation.NaivePredictors.means(
                inFileOrder(part -> part.numbers().get(0)),
                inFileOrder(part -> part.numbers().get(1)));
    }

    /** Parts are measured side by side: the longest one counts. */
    private Timing timing() {
        double pass = longest(Timing::passSeconds);
        return new Timing(
                longest(Timing::startupSeconds),
                longest(Timing::loadSeconds),
                pass,
                longest(Timing::totalSeconds),
                pass > 0 ? order.length / pass : 0);
    }

    private double longest(ToDoubleFunction<Timing> seconds) {
        return parts.stream()
                .mapToDouble(
                        part -> seconds.applyAsDouble(part.head().description().timing()))
                .max()
                .orElse(0);
    }
}

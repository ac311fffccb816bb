package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.Measurements;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run of the verifier found: {@code report.json}. Numbers are finite; {@code null} means that there is none. The layout is
 * described by {@code docs/report.schema.json}.
 *
 * @param schemaVersion version of this layout, {@value #SCHEMA_VERSION}
 * @param verdict the worst verdict; null if nothing could be verified
 * @param verifications one for each checkpoint that could be read, in the order asked for
 * @param errors one for each checkpoint that could not be verified
 */
public record VerificationReport(
        int schemaVersion, @Nullable Verdict verdict, List<Verification> verifications, List<Problem> errors) {

    /** The layout that this version writes. */
    public static final int SCHEMA_VERSION = 2;

    public VerificationReport {
        verifications = verifications == null ? List.of() : List.copyOf(verifications);
        errors = errors == null ? List.of() : List.copyOf(errors);
    }

    /**
     * One checkpoint, held against its claim.
     *
     * @param configuration what the checkpoint records of its training
     * @param risk how few of the split's rows decided the verdict, at which risk; null where all were to be read
     * @param measured the number of a metric other than the cosine, which claim and gap are then of; null for the cosine
     * @param alternatives what the other fitting forward definitions make of the same weights on the same rows
     * @param otherWeights what the other state dicts of the same file reach by the same definition
     * @param servingWeights the state dict that the service loads, with what it reaches; null when it is not named
     * @param serving what the service makes of them; null when neither its forward definition nor its predictions are named
     * @param comparisons this device held against the first one, and against float64
     * @param baseline an earlier checkpoint held beside this one
     * @param heldOut what the model reaches on rows that no trainer saw
     * @param retrieval how often it finds what it claims to find; null where it claims nothing of the kind, or it cannot be recomputed
     * @param gap actual minus claim, of a metric whose lower numbers are better claim minus actual: negative is worse than claimed. Null
     *     without a claim that can be recomputed
     * @param overlap what the claim could be on a share of all rows; null unless the actual is above the claim where rows may have been
     *     trained on
     * @param findings diagnosed causes, what explains most of the gap first
     * @param diagnosis how far alternatives were tried; null if none were
     * @param alignment whether it predicts what comes next; null unless asked for
     * @param service a running service held against it; null unless one was asked
     * @param selfCheck how the verifier checked itself; null in a report of an older version
     */
    public record Verification(
            CheckpointFile checkpoint,
            Model model,
            @Nullable Configuration configuration,
            @Nullable Claim claim,
            Data data,
            @Nullable DataProfile dataProfile,
            Split split,
            @Nullable Risk risk,
            Actual actual,
            @Nullable Measured measured,
            List<Alternative> alternatives,
            List<StateDictValue> otherWeights,
            @Nullable StateDictValue servingWeights,
            @Nullable Serving serving,
            List<Comparison> comparisons,
            @Nullable NaivePredictors naivePredictors,
            @Nullable Baseline baseline,
            @Nullable HeldOut heldOut,
            @Nullable Retrieval retrieval,
            @Nullable Double gap,
            @Nullable Overlap overlap,
            List<GateOutcome> gates,
            List<Finding> findings,
            @Nullable Diagnosis diagnosis,
            @Nullable Alignment alignment,
            @Nullable ServiceCheck service,
            @Nullable SelfCheck selfCheck,
            Device device,
            Timing timing,
            Software software,
            Verdict verdict) {

        public Verification {
            alternatives = alternatives == null ? List.of() : List.copyOf(alternatives);
            otherWeights = otherWeights == null ? List.of() : List.copyOf(otherWeights);
            comparisons = comparisons == null ? List.of() : List.copyOf(comparisons);
            gates = gates == null ? List.of() : List.copyOf(gates);
            findings = findings == null ? List.of() : List.copyOf(findings);
        }

        /** The same numbers with what the gates make of them. */
        public Verification judged(List<GateOutcome> outcomes, Verdict concluded) {
            return toBuilder().gates(outcomes).verdict(concluded).build();
        }

        /** The same numbers with their causes. */
        public Verification diagnosed(List<Finding> causes, @Nullable Diagnosis tried, Timing spent) {
            return toBuilder().findings(causes).diagnosis(tried).timing(spent).build();
        }

        /** The same as if nothing were claimed, and nothing but cosines measured. */
        public Verification withoutClaim() {
            return toBuilder()
                    .claim(null)
                    .gap(null)
                    .measured(null)
                    .gates(gates.stream()
                            .filter(gate -> !gate.metric().isOfClaim())
                            .toList())
                    .build();
        }

        /** Whether the verdict rests on some of the rows, drawn at random. */
        public boolean isOfDrawnRows() {
            return risk != null && risk.stopped();
        }

        /** Whether a gate held the claim against the actual value; a sanity check leaves it alone. */
        public boolean claimJudged() {
            return gates.stream().anyMatch(gate -> gate.metric().isGap());
        }

        /** The same numbers with the alignment. */
        public Verification aligned(@Nullable Alignment found) {
            return toBuilder().alignment(found).build();
        }

        /** The same, to be changed in some components. */
        public VerificationBuilder toBuilder() {
            return new VerificationBuilder(this);
        }

        /** Whether the checkpoint's own probe tells that the definition that judges is the function that was trained. */
        public boolean isProven() {
            return model.probe() != null && model.probe().proven();
        }

        /** What the claim is held against: of the cosine, or of the metric that is named. */
        public double value() {
            return measured == null ? actual.value() : measured.value();
        }

        /** Its number over all rows at once, of the cosine or of the metric that is named. */
        public double sampleMean() {
            return measured == null ? actual.sampleMean() : measured.sampleMean();
        }

        /** A number of the metric so that of two the greater one is better. */
        double oriented(double number) {
            return measured == null ? number : measured.entry().direction().oriented(number);
        }

        /** How far the service is from what judges, by its definition or by its weights; null when neither is named. */
        private @Nullable Double servingDifference() {
            Double byWeights =
                    servingWeights == null ? null : Double.valueOf(Math.abs(servingWeights.value() - actual.value()));
            if (serving == null) {
                return byWeights;
            }
            double byDefinition = Math.abs(serving.gap());
            return byWeights == null ? byDefinition : Math.max(byDefinition, byWeights);
        }

        /** The numbers that gates look at. */
        public Measurements measurements() {
            Double disagreement = serving != null || alternatives.isEmpty() || isProven()
                    ? null
                    : alternatives.stream()
                            .mapToDouble(other -> Math.abs(other.value() - actual.value()))
                            .max()
                            .getAsDouble();
            boolean onlyServices = model.unproven() == null
                    && alternatives.stream().anyMatch(Alternative::isOfService)
                    && alternatives.stream()
                            .filter(other -> !other.isOfService())
                            .allMatch(other -> Math.abs(other.value() - actual.value())
                                    <= GateMetric.AMBIGUOUS_FORWARD.defaultThreshold());
            boolean servedWeightsKnown = servingWeights != null || (serving != null && serving.isMeasured());
            Double ofWeights = servedWeightsKnown || otherWeights.isEmpty()
                    ? null
                    : otherWeights.stream()
                            .mapToDouble(other -> Math.abs(other.value() - actual.value()))
                            .max()
                            .getAsDouble();
            Measurements.Builder measurements = Measurements.builder();
            if (claim != null && !claim.supported()) {
                measurements.unsupportedClaim();
            } else {
                measurements.claim(claim == null ? null : Double.valueOf(oriented(claim.value())));
            }
            if (retrieval != null) {
                measurements.retrieval(retrieval.below(), retrieval.above());
            }
            return measurements
                    .actual(oriented(value()))
                    .cosine(measured == null ? actual.value() : actual.sampleMean())
                    .reproducible(split.reproducible())
                    .skill(measured == null ? actual.skill() : null)
                    .metricSkill(measured == null ? null : measured.skill())
                    .rowsApart(
                            measured != null || actual.rowsApart() == null
                                    ? null
                                    : Double.valueOf(actual.rowsApart().standardErrors()))
                    .leaked(data.leaked())
                    .nonFinite(actual.nonFinite())
                    // Of one component, zero is a number like any other.
                    .zeroPredictions(
                            measured != null && model.inputDim() == 1 ? null : Double.valueOf(actual.zeroPredictions()))
                    .deadWeights(model.deadWeights())
                    .forwardDisagreement(disagreement)
                    .probe(
                            model.probe() == null
                                    ? null
                                    : Double.valueOf(model.probe().largestDifference()))
                    .onlyServicesDisagree(onlyServices)
                    .weightsDisagreement(ofWeights)
                    .servingGap(servingDifference())
                    .unexplained(
                            claim == null || overlap == null ? null : Double.valueOf(overlap.lowest() - claim.value()))
                    .regression(baseline == null ? null : Double.valueOf(baseline.regression()))
                    .relativeRegression(baseline == null ? null : baseline.relativeRegression())
                    .heldOut(
                            heldOut == null
                                    ? null
                                    : Double.valueOf(heldOut.actual().sampleMean()))
                    .heldOutSkill(heldOut == null ? null : heldOut.actual().skill())
                    .serviceGap(service == null ? null : service.compared().largest())
                    .serviceErrors(service == null ? null : Double.valueOf(service.unanswered()))
                    .build();
        }
    }

    /**
     * One of several state dicts in a file on the same rows.
     *
     * @param name the path of keys that leads to it, such as {@code ema_state_dict}
     * @param value its number of the claim's kind
     */
    public record StateDictValue(String name, double value) {}

    /**
     * The file or folder verified.
     *
     * @param path as asked for
     * @param sha256 in hex; of a folder, over the lines that {@code sha256sum} prints of its files in the order of their names
     * @param sizeBytes of all files
     * @param files those of a folder that were read; null for a file
     * @param others those of a folder that were not read, which an attestation is of as well; null for a file, and where none was asked for
     */
    public record CheckpointFile(
            String path,
            String sha256,
            long sizeBytes,
            @Nullable List<FilePart> files,
            @Nullable List<FilePart> others) {
        /** Most files of a folder. */
        public static final int MOST_FILES = 10_000;

        public CheckpointFile {
            files = files == null || files.isEmpty() ? null : List.copyOf(files);
            others = others == null ? null : List.copyOf(others);
        }

        /** A single file. */
        public CheckpointFile(String path, String sha256, long sizeBytes) {
            this(path, sha256, sizeBytes, null, null);
        }

        /** All files of a folder of which digests are known, in the order of their names; null for a file. */
        public @Nullable List<FilePart> parts() {
            return files == null
                    ? null
                    : Stream.concat(files.stream(), Stream.ofNullable(others).flatMap(List::stream))
                            .sorted(Comparator.comparing(FilePart::name))
                            .toList();
        }
    }

    /** A file of a folder: its path in it, with slashes, SHA-256 in hex, size in bytes. */
    public record FilePart(String name, String sha256, long sizeBytes) {}

    /**
     * What the weights are.
     *
     * @param declaredType what the checkpoint says it is; null if it says nothing
     * @param forwardDefinition the definition that judged the claim
     * @param fitting names of all definitions that these weights fit
     * @param parameterCount number of weights, buffers included
     * @param inputDim components of one input vector, the positional one included
     * @param contextLength vectors in one context
     * @param residual whether the model sits in the residual-next wrapper
     * @param positionalScale scale of the positional component in validation
     * @param deadWeights share of the weights that are zero or not finite, 0..1
     * @param forwardOnnx the ONNX graph that was run
     * @param probe whether the definition is the function that the checkpoint's own probe tells; null where it holds none
     * @param stateDict path of keys that leads to the weights; null where the file itself is the state dict
     * @param unproven why nobody knows that this definition is what was trained, in words; null where the trainer is known
     * @param notes how the weights were made of those in the file, in words; null where they are the same
     */
    public record Model(
            @Nullable String declaredType,
            String forwardDefinition,
            List<String> fitting,
            long parameterCount,
            int inputDim,
            int contextLength,
            boolean residual,
            @Nullable Double positionalScale,
            double deadWeights,
            @Nullable CheckpointFile forwardOnnx,
            @Nullable Probe probe,
            @Nullable String stateDict,
            @Nullable String unproven,
            @Nullable List<String> notes) {
        public Model {
            notes = notes == null || notes.isEmpty() ? null : List.copyOf(notes);
        }
    }

    /**
     * The definition that judges, held against the fingerprint of the function that the checkpoint holds.
     *
     * @param largestDifference of an output, relative to those above 1
     * @param proven whether it computes what was probed
     * @param stale whether the weights are not those that the probe was taken of
     * @param matching names of all definitions that compute what was probed
     */
    public record Probe(double largestDifference, boolean proven, boolean stale, List<String> matching) {
        public Probe {
            matching = matching == null ? List.of() : List.copyOf(matching);
        }
    }

    /**
     * What the checkpoint records of its training, as plain values with bounded texts. Nested names are joined by dots.
     *
     * @param args the trainer's arguments
     * @param config what else the checkpoint says of its configuration and model
     * @param shapes of the tensors of its state dict, such as {@code 512×768}
     */
    public record Configuration(Map<String, Object> args, Map<String, Object> config, Map<String, String> shapes) {}

    /**
     * How low a mean on rows held out can be at all, if this is what was trained: no share of all rows has a lower one than its lowest.
     *
     * @param rows looked at, of the whole file
     * @param mean of their cosines
     * @param share that a trainer holds out at least, 0..1
     * @param lowest mean of so many of the rows with the lowest cosines, less what chance makes of it where they are a sample
     */
    public record Overlap(long rows, double mean, double share, double lowest) {}

    /** Space in which a cosine is taken. */
    public enum Space {
        /** Prediction against target. */
        COSINE,
        /** Prediction against target minus the last context vector. */
        COSINE_DELTA,
        /** The last context vector plus the prediction, against the target. */
        COSINE_SUM,
        /** Query tower against payload tower. */
        TWO_TOWER
    }

    /** How per-sample cosines were averaged. */
    public enum MeanKind {
        /** Mean over batches of each batch's mean: a short last batch weighs as much as a full one. */
        BATCH_MEAN,
        /** Mean over samples. */
        SAMPLE_MEAN
    }

    /**
     * The metric that the checkpoint states.
     *
     * @param value the number
     * @param metric its name, such as {@code val_cosine}
     * @param batchSize validation batch size of the trainer, which a {@link MeanKind#BATCH_MEAN} depends on; null otherwise
     * @param source where in the checkpoint it was found, such as {@code val_results.cosine_sim}
     * @param supported whether it can be recomputed; if not, it is not a ground for a gap
     * @param unsupportedReason why not, in words; null if it can
     */
    public record Claim(
            double value,
            String metric,
            Space space,
            MeanKind kind,
            @Nullable Integer batchSize,
            String source,
            boolean supported,
            @Nullable String unsupportedReason) {

        /** The number of a claim that is recomputed; null of another one, and without one. */
        public static @Nullable Double recomputed(@Nullable Claim claim) {
            return claim == null || !claim.supported ? null : Double.valueOf(claim.value);
        }
    }

    /**
     * The sequences.
     *
     * @param fingerprint digest over names, sizes and CRC-32 of the npz's entries: a name for the file that can be forged
     * @param sequences rows in the file
     * @param keys names of the arrays used
     * @param rowsDigest what the numbers are bound to: root in hex of the Merkle tree of RFC 6962 with SHA-256 whose leaves are the rows
     *     used, in evaluation order, each its index as a little-endian int64, and its context and target as little-endian float32 in C
     *     order, of the very values that were measured; null in a report of an older version
     * @param scoredRowsDigest root in hex of the same kind of tree, whose leaves are these rows' own digests, each followed by the
     *     row's cosine as it is stored, a little-endian float32: whoever holds the cosines can be audited; null where no cosines are
     *     stored, and in a report of an older version
     * @param leaked share of the rows used whose target stands in their own context, 0..1; null where none does, or they are too few
     * @param metricRowsDigest the same as {@code scoredRowsDigest} with what a metric other than the cosine keeps of the row, a
     *     little-endian float64, in place of the cosine; null of the cosine
     */
    public record Data(
            String path,
            String fingerprint,
            long sequences,
            List<String> keys,
            @Nullable String rowsDigest,
            @Nullable String scoredRowsDigest,
            @Nullable Double leaked,
            @Nullable String metricRowsDigest) {

        /** Of cosines only. */
        public Data(
                String path,
                String fingerprint,
                long sequences,
                List<String> keys,
                @Nullable String rowsDigest,
                @Nullable String scoredRowsDigest,
                @Nullable Double leaked) {
            this(path, fingerprint, sequences, keys, rowsDigest, scoredRowsDigest, leaked, null);
        }

        /** The same, with what the numbers of another metric are bound to. */
        public Data withMetric(@Nullable String digest) {
            return new Data(path, fingerprint, sequences, keys, rowsDigest, scoredRowsDigest, leaked, digest);
        }
    }

    /**
     * What the vectors of the rows used are like, so that later data can be held against them. Taken from at most a few thousand
     * rows, evenly spread.
     *
     * @param rows how many rows were looked at
     * @param norm mean norm of the context's vectors
     * @param normDeviation standard deviation of these norms
     * @param targetNorm mean norm of the targets
     * @param coherence mean cosine of neighbours in the context
     * @param continuation mean cosine of the context's last vector with the target
     * @param mean mean of the targets as unit vectors: little-endian float32 in base64
     * @param meanError standard error of that mean's position, each article one cluster
     * @param deviations standard deviation of each component of these unit vectors: little-endian float32 in base64
     */
    public record DataProfile(
            long rows,
            double norm,
            double normDeviation,
            double targetNorm,
            double coherence,
            double continuation,
            String mean,
            double meanError,
            String deviations) {}

    /**
     * The rows used.
     *
     * @param name {@code articles}, {@code random}, {@code tail}, {@code all}; {@code sanity}: a few rows, or {@code
     *     service}: rows drawn to ask a running service for, on which no claim is judged
     * @param seed seed of a random split or draw; null for any other
     * @param rowsSha256 SHA-256 over the row indices in evaluation order, each a little-endian int64
     * @param reproducible whether these are exactly the rows that the claim was measured on
     * @param mayOverlapTraining whether some of the rows may have been trained on
     * @param reason why this split, in words
     */
    public record Split(
            String name,
            @Nullable Long seed,
            long validationRows,
            String rowsSha256,
            boolean reproducible,
            boolean mayOverlapTraining,
            String reason) {

        /** Name of the rows of a sanity check. */
        public static final String SANITY = "sanity";

        /** Name of the rows that a running service was asked for. */
        public static final String SERVICE = "service";

        /** Whether these are the rows of a sanity check, which verifies no claim. */
        public boolean isSanity() {
            return SANITY.equals(name);
        }
    }

    /**
     * How a verdict was reached on no more rows than it needs. Where it stopped early, the rows of {@link Split} are those that were read,
     * and numbers are estimates for all rows of the split; every gate is decided throughout its interval.
     *
     * @param limit probability of a wrong verdict is at most this
     * @param seed of the random order in which rows were drawn
     * @param repeat whether the seed was given: then somebody may have known the rows before, and the risk is not claimed
     * @param rows rows of the split
     * @param heldOut rows that no trainer saw
     * @param interval where the actual value on all rows is; null where no row was left out
     * @param gates where the numbers that gates hold are; empty where no row was left out
     * @param whole why no row was left out, in words; null if some were
     */
    public record Risk(
            double limit,
            long seed,
            boolean repeat,
            DrawnRows rows,
            @Nullable DrawnRows heldOut,
            @Nullable Range interval,
            List<GateRange> gates,
            @Nullable String whole) {

        public Risk {
            gates = gates == null ? List.of() : List.copyOf(gates);
        }

        /** Whether it stopped before all rows were read. */
        public boolean stopped() {
            return rows.left() > 0 || (heldOut != null && heldOut.left() > 0);
        }

        /** Where the number is that gates on this metric hold; null if it is known exactly. */
        public @Nullable Range of(GateMetric metric) {
            return gates.stream()
                    .filter(gate -> gate.metric() == metric)
                    .map(GateRange::range)
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * Rows that were drawn.
     *
     * @param read how many
     * @param all how many there are
     * @param unseenBelow share of all rows below which any defect is that none of those read has, at this risk; 0 if all were read
     * @param partnersDigest as {@link Data#rowsDigest()}, of the rows of other articles whose targets the chance level was taken of, in the
     *     order of drawing
     */
    public record DrawnRows(long read, long all, double unseenBelow, @Nullable String partnersDigest) {
        /** How many were not read. */
        public long left() {
            return all - read;
        }
    }

    /** Numbers from {@code low} to {@code high}, both included. */
    public record Range(double low, double high) {}

    /** Where the number is that gates on a metric hold. */
    public record GateRange(GateMetric metric, Range range) {}

    /**
     * The re-measured numbers.
     *
     * @param value the number of the claim's kind: what is compared with the claim
     * @param kind its kind
     * @param sampleMean mean over samples
     * @param batchMean mean over batches of batch means
     * @param mse as the trainer computes it: mean over batches of the mean over elements; null where cosines alone are known
     * @param standardDeviation of the per-sample cosines, with n − 1
     * @param standardError of the sample mean; null for a single row
     * @param standardErrorKind {@code CLUSTERED_BY_ARTICLE} or {@code INDEPENDENT}
     * @param percentiles of the per-sample cosines, keys {@code p1 p5 p25 p50 p75 p95 p99}
     * @param chance mean cosine of predictions against targets of other articles; null where all rows are of one
     * @param skill sample mean minus chance
     * @param rowsApart where all rows are of one article, how far predictions tell them apart; else null
     * @param nonFinite share of predictions with NaN or infinity, 0..1; these rows count as cosine 0
     * @param zeroPredictions share of predictions of norm zero, 0..1
     * @param meanNorm mean raw norm of the predictions; null if none is finite
     */
    public record Actual(
            double value,
            MeanKind kind,
            double sampleMean,
            double batchMean,
            @Nullable Double mse,
            double standardDeviation,
            @Nullable Double standardError,
            String standardErrorKind,
            double min,
            double max,
            Map<String, Double> percentiles,
            Histogram histogram,
            @Nullable Double chance,
            @Nullable Double skill,
            @Nullable Apart rowsApart,
            double nonFinite,
            double zeroPredictions,
            @Nullable Double meanNorm) {}

    /**
     * How far predictions tell rows of one article apart.
     *
     * @param difference mean cosine with the own target, less that with targets of other rows
     * @param standardError of it, above 0
     */
    public record Apart(double difference, double standardError) {
        /** The one over the other. */
        public double standardErrors() {
            return difference / standardError;
        }
    }

    /** Counts of per-sample cosines in equal bins from {@code from} to {@code to}. */
    public record Histogram(double from, double to, List<Long> counts) {
        /** Bins above which this is not a picture but a list of rows. */
        public static final int MOST_BINS = 1000;

        /** Whether it can be drawn: some bins in a range that cosines have, no count missing, below 0 or beyond all rows there are. */
        public boolean isSound() {
            return from >= -1
                    && from < to
                    && to <= 1
                    && counts != null
                    && !counts.isEmpty()
                    && counts.size() <= MOST_BINS
                    && counts.stream().allMatch(count -> count != null && count >= 0 && count <= ReportCheck.MOST_ROWS);
        }

        /** Rows in all bins. */
        public long rows() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * Another fitting forward definition on the same rows.
     *
     * @param value its number of the claim's kind; where it was not run on all rows, the actual value and by how much it differs on those
     *     on which it was
     * @param rows on how many it was run, where that was enough to tell; null for all
     */
    public record Alternative(String forwardDefinition, double value, @Nullable Integer rows) {
        /** On all rows. */
        public Alternative(String forwardDefinition, double value) {
            this(forwardDefinition, value, null);
        }

        private static final String SERVICE = "dashboard-";

        /** Whether this is what a service is known to build, and no trainer trains. */
        boolean isOfService() {
            return forwardDefinition.startsWith(SERVICE);
        }
    }

    /**
     * The service on the same rows.
     *
     * @param forwardDefinition name of its forward definition, or {@code predictions NAME} for rows that it wrote itself
     * @param value its number of the claim's kind
     * @param gap that minus the actual
     * @param loading what binds where it loads with {@code strict=False}; null where it loads strictly
     */
    public record Serving(String forwardDefinition, double value, double gap, @Nullable LooseLoading loading) {
        private static final String PREDICTIONS = "predictions ";

        /** A service that loads strictly. */
        public Serving(String forwardDefinition, double value, double gap) {
            this(forwardDefinition, value, gap, null);
        }

        /** What rows that a service wrote itself are called. */
        public static String ofFile(String name) {
            return PREDICTIONS + name;
        }

        /** Whether the service itself predicted. */
        boolean isMeasured() {
            return forwardDefinition.startsWith(PREDICTIONS);
        }
    }

    /**
     * What {@code load_state_dict(strict=False)} does to a model.
     *
     * @param bound names of tensors that are loaded
     * @param missing names of tensors that stay as they were initialised
     * @param unexpected names of tensors in the checkpoint that the model has no place for
     */
    public record LooseLoading(List<String> bound, List<String> missing, List<String> unexpected) {
        public LooseLoading {
            bound = bound == null ? List.of() : List.copyOf(bound);
            missing = missing == null ? List.of() : List.copyOf(missing);
            unexpected = unexpected == null ? List.of() : List.copyOf(unexpected);
        }
    }

    /** What a computation is compared with. */
    public enum Reference {
        /** The first of the devices. */
        DEVICE,
        /** The same in float64. */
        PRECISION
    }

    /**
     * The same definition on the same rows, computed elsewhere.
     *
     * @param with where, such as {@code cpu} or {@code cpu float64}
     * @param meanDifference this actual minus that one
     * @param largestDifference greatest absolute difference of a row's cosine
     * @param largestAt place of that row in evaluation order
     * @param meanTolerance largest absolute difference of the actuals that is in order
     * @param rowTolerance largest absolute difference of a row's cosine that is in order
     * @param within whether both are kept
     */
    public record Comparison(
            Reference reference,
            String with,
            double meanDifference,
            double largestDifference,
            long largestAt,
            double meanTolerance,
            double rowTolerance,
            boolean within) {}

    /**
     * How far alternatives were tried.
     *
     * @param alternatives how many values were computed and held against the claim
     * @param rows how many rows the pass for them read
     * @param leftOut what was not tried, and why
     * @param seconds wall time
     */
    public record Diagnosis(int alternatives, long rows, List<String> leftOut, double seconds) {
        public Diagnosis {
            leftOut = leftOut == null ? List.of() : List.copyOf(leftOut);
        }
    }

    /** What naive predictors reach on the same rows: mean cosine of the last context vector, and of the mean of the context. */
    public record NaivePredictors(double copyLast, double contextMean) {}

    /**
     * An earlier checkpoint held beside this one.
     *
     * @param name what people call it, such as {@code #12 of team/main}, or its path
     * @param claim what it claims; null if it claims nothing
     * @param actual what it reaches
     * @param measured what it reaches by a metric other than the cosine, of which the difference then is; null for the cosine
     * @param verdict what its own verification concluded; null where it was measured in this run
     * @param paired whether both were measured on the same rows of the same data, and are compared row by row
     * @param unpairedReason why not, in words; null if they are
     */
    public record Baseline(
            String name,
            CheckpointFile checkpoint,
            String forwardDefinition,
            @Nullable Claim claim,
            Actual actual,
            @Nullable Measured measured,
            @Nullable Verdict verdict,
            boolean paired,
            @Nullable String unpairedReason,
            Difference difference) {

        /** How far this checkpoint falls below the baseline; negative where it is better. */
        public double regression() {
            return 0.0 - difference.mean();
        }

        /** The same as a share of what the baseline reaches; null where that is not above 0. */
        public @Nullable Double relativeRegression() {
            return sampleMean() > 0 ? Double.valueOf(regression() / sampleMean()) : null;
        }

        /** What it reaches on all rows at once, of the cosine or of the metric that is named. */
        public double sampleMean() {
            return measured == null ? actual.sampleMean() : measured.sampleMean();
        }

        /** What is held against its claim. */
        public double value() {
            return measured == null ? actual.value() : measured.value();
        }
    }

    /**
     * This checkpoint minus its baseline: the mean of the rows' differences, or, unpaired, the difference of the mean cosines. Of a
     * metric whose lower numbers are better it is the baseline minus this checkpoint: above 0 is always better.
     *
     * @param standardError of the mean; null where it cannot be said
     * @param standardErrorKind {@code CLUSTERED_BY_ARTICLE}, {@code INDEPENDENT}, or {@code UNPAIRED}
     * @param low lower end of the 95 % confidence interval; null where it cannot be said
     * @param high upper end
     * @param better rows on which this checkpoint is better; null if unpaired
     * @param worse rows on which it is worse; null if unpaired
     */
    public record Difference(
            double mean,
            @Nullable Double standardError,
            String standardErrorKind,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Long better,
            @Nullable Long worse) {}

    /** What the model reaches on all rows of another file, which no trainer saw. */
    public record HeldOut(Data data, Actual actual) {}

    /**
     * What the model finds among candidates, nearest first by cosine.
     *
     * @param among the candidates, in words, or the file that they are in
     * @param candidates how many there are
     * @param metrics at least one
     */
    public record Retrieval(String among, long candidates, List<Retrieved> metrics) {
        public Retrieval {
            metrics = metrics == null ? List.of() : List.copyOf(metrics);
        }

        /** How far the metric that falls short the most does, 0 where none does. */
        public double below() {
            return metrics.stream().mapToDouble(metric -> -metric.gap()).max().orElse(0);
        }

        /** How far the metric that exceeds its claim the most does, 0 where none does. */
        public double above() {
            return metrics.stream().mapToDouble(Retrieved::gap).max().orElse(0);
        }
    }

    /**
     * A retrieval metric: a share of hits, or a mean reciprocal rank.
     *
     * @param metric its name, such as {@code recall@500}
     * @param source where in the checkpoint it was found
     * @param claim what is claimed, 0..1
     * @param actual what is reached, 0..1, where each order of candidates that are as near as the target is as likely as any other
     * @param low the same if the target always came last of these
     * @param high the same if it always came first
     * @param standardError of the actual; null for a single row
     */
    public record Retrieved(
            String metric,
            String source,
            double claim,
            double actual,
            double low,
            double high,
            @Nullable Double standardError) {
        private static final double ROUNDING = 1e-6;

        /** What is reached minus what is claimed, beyond what ties leave open. */
        public double gap() {
            if (claim < low - ROUNDING) {
                return low - claim;
            }
            return claim > high + ROUNDING ? high - claim : 0;
        }
    }

    /** How much a finding matters. */
    public enum Severity {
        INFO,
        WARNING,
        ERROR
    }

    /**
     * A diagnosed cause.
     *
     * @param code what kind of cause, such as {@code FORWARD_DEFINITION}
     * @param title one line
     * @param explanation plain words
     * @param evidence numbers and names that support it
     * @param explainsGap how much of the gap it explains, 0..1; null where that cannot be said
     */
    public record Finding(
            String code,
            Severity severity,
            String title,
            String explanation,
            Map<String, Object> evidence,
            @Nullable Double explainsGap) {}

    /** Device asked for, device used ({@code cpu}, {@code cuda:0}, {@code mps}), and its name. */
    public record Device(String requested, String used, String name) {}

    /** Wall seconds: start-up of the engines, reading the checkpoint with its digest, the pass over the data, all. */
    public record Timing(
            double startupSeconds, double loadSeconds, double passSeconds, double totalSeconds, double rowsPerSecond) {}

    /** Versions of what computed the numbers. */
    public record Software(String verifier, String libtorch, String djl, String nd4j, String java, String platform) {}

    /**
     * Why a checkpoint could not be verified.
     *
     * @param checkpoint its path; null if the problem concerns the whole run
     * @param code exit code of the command line: 64 usage, 65 unreadable, 66 not found, 69 no device, 70 internal, 71 the
     *     self-check does not hold
     * @param message one sentence
     * @param hint what to do; null where nothing was said of this problem, see {@link #advice()}
     */
    public record Problem(@Nullable String checkpoint, int code, String message, @Nullable String hint) {

        /** What to do: the hint, else what helps with problems of this kind. */
        public String advice() {
            return hint == null ? VerifierException.Reason.of(code).hint() : hint;
        }

        /** Message and advice, led by the checkpoint unless the message names it anyway. */
        public String located() {
            String where = checkpoint == null || message.contains(checkpoint) ? "" : checkpoint + ": ";
            return where + message + " " + advice();
        }
    }
}

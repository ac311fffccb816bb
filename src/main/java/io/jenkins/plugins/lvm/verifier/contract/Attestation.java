package io.jenkins.plugins.lvm.verifier.contract;

import com.google.gson.annotations.SerializedName;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Software;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.metric.Rows;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was verified of which bytes, as an in-toto Statement: a deployment that has the file can find out what this says of it. It is
 * not signed.
 *
 * @param type {@value #STATEMENT}
 * @param subject the checkpoints by digest, each once
 * @param predicateType {@value #PREDICATE}
 */
public record Attestation(
        @SerializedName("_type") String type, List<Subject> subject, String predicateType, Predicate predicate) {

    /** The kind of document. */
    public static final String STATEMENT = "https://in-toto.io/Statement/v1";
    /** The kind of what it says. */
    public static final String PREDICATE = "https://plugins.jenkins.io/lvm-checkpoint-verifier/verification/v1";

    private static final String SHA_256 = "sha256";

    /** A file, by its name and its digest in hex. */
    public record Subject(String name, @Nullable Map<String, String> digest) {

        /** SHA-256 of the file in hex; null where the statement has another digest only. */
        public @Nullable String sha256() {
            return digest == null ? null : digest.get(SHA_256);
        }
    }

    /**
     * What was found.
     *
     * @param verdict the worst one
     * @param verifiedAt end of the verification, as RFC 3339 in UTC
     * @param verifications one for each checkpoint and device
     */
    public record Predicate(Verdict verdict, String verifiedAt, List<Verified> verifications) {

        /** End of the verification. */
        public Instant instant() {
            return Instant.parse(verifiedAt);
        }
    }

    /**
     * What was found of one checkpoint on one device.
     *
     * @param sha256 which of the subjects
     * @param files of a subject that is a folder: all of them, read or not; null of a file, and where they are not known
     * @param forwardOnnxSha256 digest of the ONNX graph that was run
     * @param servingForward forward definition of the service, where it was named
     * @param risk probability of a wrong verdict is at most this, where it rests on some of the rows; null where on all
     * @param riskSeed seed of the draw of these rows, by which an audit finds them; null where the verdict rests on all
     * @param rowsSha256 SHA-256 over the indices of the rows used
     * @param rowsDigest digest of the rows used; null where an older version verified; see {@link VerificationReport.Data}
     * @param scoredRowsDigest digest of these rows with the cosine of each; null where an older version verified
     * @param kind which mean the actual is; null where an older version verified
     * @param space what the cosines are taken between; null where there is no claim, or an older version verified
     * @param batchSize rows in a batch of the trainer's validation, which a mean over batches depends on; null for any other mean
     * @param heldOutRowsDigest that of the rows that no trainer saw
     * @param dataFingerprint a name for the data that can be forged
     * @param findings codes of the causes found
     * @param measured what was verified by a metric other than the cosine: claim and gap above are then absent, the actual above is the
     *     mean cosine beside it, and gates of the claim hold these numbers; null of the cosine
     */
    public record Verified(
            String sha256,
            @Nullable List<FilePart> files,
            Verdict verdict,
            @Nullable Double claim,
            double actual,
            @Nullable Double gap,
            @Nullable Double standardError,
            @Nullable Double skill,
            String forwardDefinition,
            @Nullable String forwardOnnxSha256,
            @Nullable String servingForward,
            String split,
            long validationRows,
            @Nullable Double risk,
            @Nullable Long riskSeed,
            String rowsSha256,
            @Nullable String rowsDigest,
            @Nullable String scoredRowsDigest,
            @Nullable MeanKind kind,
            @Nullable Space space,
            @Nullable Integer batchSize,
            @Nullable String heldOutRowsDigest,
            String dataFingerprint,
            String device,
            List<GateOutcome> gates,
            List<String> findings,
            Software software,
            @Nullable ByMetric measured) {}

    /**
     * What was found by a metric other than the cosine.
     *
     * @param metric its name, such as {@code mse}
     * @param kind which mean the actual is
     * @param batchSize rows in a batch of a mean over batches; null for any other mean
     * @param gap how much better the actual is than the claim: negative where it is worse
     * @param rowsDigest of the rows with what the metric keeps of each; see {@link VerificationReport.Data}
     */
    public record ByMetric(
            String metric,
            MeanKind kind,
            @Nullable Integer batchSize,
            @Nullable Double claim,
            double actual,
            @Nullable Double gap,
            @Nullable Double standardError,
            String rowsDigest) {

        private static @Nullable ByMetric of(Verification found) {
            Measured measured = found.measured();
            String digest = found.data().metricRowsDigest();
            return measured == null || digest == null
                    ? null
                    : new ByMetric(
                            measured.metric(),
                            measured.kind(),
                            found.claim() == null ? null : found.claim().batchSize(),
                            found.claim() == null ? null : found.claim().value(),
                            measured.value(),
                            found.gap(),
                            measured.standardError(),
                            digest);
        }
    }

    /**
     * States what a report says; empty if nothing could be verified. A sanity check judges no claim and states nothing, neither does a
     * repeat on rows that somebody may have known before, nor a metric of ranks, of which no row can be computed without all others, nor
     * predictions that something else made, of which no row can be computed at all.
     */
    public static Optional<Attestation> of(VerificationReport report, Instant end) {
        List<Subject> subjects = new ArrayList<>();
        List<Verified> verified = new ArrayList<>();
        for (Verification found : report.verifications()) {
            if (found.split().isSanity() || isRepeat(found) || !isBound(found)) {
                continue;
            }
            String path = found.checkpoint().path();
            Subject subject = new Subject(
                    RecordedPath.fileName(path),
                    Map.of(SHA_256, found.checkpoint().sha256()));
            if (!subjects.contains(subject)) {
                subjects.add(subject);
            }
            verified.add(verified(found));
        }
        return subjects.isEmpty()
                ? Optional.empty()
                : Optional.of(new Attestation(
                        STATEMENT,
                        subjects,
                        PREDICATE,
                        new Predicate(
                                Objects.requireNonNull(report.verdict(), "A verification has a verdict."),
                                end.truncatedTo(ChronoUnit.SECONDS).toString(),
                                verified)));
    }

    /** Whether a row can be recomputed by itself. */
    private static boolean isBound(Verification found) {
        Measured measured = found.measured();
        return !ModelBuilder.PREDICTIONS.equals(found.model().forwardDefinition())
                && (measured == null
                        || (measured.entry().rows() instanceof Rows.OfVectors
                                && found.data().metricRowsDigest() != null));
    }

    /** Parts that were measured for no attestation know the files that were read alone, which is no list of the folder. */
    private static @Nullable List<FilePart> wholeFolder(Verification found) {
        return found.checkpoint().others() == null ? null : found.checkpoint().parts();
    }

    private static boolean isRepeat(Verification found) {
        return found.isOfDrawnRows() && found.risk() != null && found.risk().repeat();
    }

    private static Verified verified(Verification found) {
        return new VerifiedBuilder()
                .sha256(found.checkpoint().sha256())
                .files(wholeFolder(found))
                .verdict(found.verdict())
                .claim(
                        found.measured() != null || found.claim() == null
                                ? null
                                : found.claim().value())
                .actual(found.actual().value())
                .gap(found.measured() != null ? null : found.gap())
                .standardError(found.actual().standardError())
                .skill(found.actual().skill())
                .forwardDefinition(found.model().forwardDefinition())
                .forwardOnnxSha256(
                        found.model().forwardOnnx() == null
                                ? null
                                : found.model().forwardOnnx().sha256())
                .servingForward(found.serving() == null ? null : found.serving().forwardDefinition())
                .split(found.split().name())
                .validationRows(found.split().validationRows())
                .risk(
                        found.isOfDrawnRows() && found.risk() != null
                                ? Double.valueOf(found.risk().limit())
                                : null)
                .riskSeed(
                        found.isOfDrawnRows() && found.risk() != null
                                ? Long.valueOf(found.risk().seed())
                                : null)
                .rowsSha256(found.split().rowsSha256())
                .rowsDigest(found.data().rowsDigest())
                .scoredRowsDigest(found.data().scoredRowsDigest())
                .kind(found.actual().kind())
                .space(found.claim() == null ? null : found.claim().space())
                .batchSize(found.claim() == null ? null : found.claim().batchSize())
                .heldOutRowsDigest(
                        found.heldOut() == null ? null : found.heldOut().data().rowsDigest())
                .dataFingerprint(found.data().fingerprint())
                .device(found.device().used())
                .gates(found.gates())
                .findings(List.copyOf(new TreeSet<>(found.findings().stream()
                        .map(VerificationReport.Finding::code)
                        .toList())))
                .software(found.software())
                .measured(ByMetric.of(found))
                .build();
    }

    /** The worst verdict on a file, over all devices; empty if it is not one of the subjects. */
    public Optional<Verdict> verdictOn(String sha256) {
        if (subject.stream().noneMatch(known -> sha256.equalsIgnoreCase(known.sha256()))) {
            return Optional.empty();
        }
        return predicate.verifications().stream()
                .filter(verified -> sha256.equalsIgnoreCase(verified.sha256()))
                .map(Verified::verdict)
                .reduce(Verdict::and);
    }

    private static boolean lacksPart(@Nullable Verified verified) {
        return verified == null
                || verified.sha256() == null
                || verified.verdict() == null
                || (verified.files() != null
                        && verified.files().stream()
                                .anyMatch(file -> file == null || file.name() == null || file.sha256() == null));
    }

    /**
     * Refuses what is not a statement of this kind, or lacks a part.
     *
     * @throws VerifierException with the reason
     */
    void requireComplete() {
        if (!STATEMENT.equals(type)) {
            throw VerifierException.unreadable("It is not an in-toto Statement v1, but " + type + ".");
        }
        if (!PREDICATE.equals(predicateType)) {
            throw VerifierException.unreadable("It states " + predicateType + ", not a verification.");
        }
        if (subject == null
                || subject.isEmpty()
                || subject.stream().anyMatch(file -> file == null || file.sha256() == null)
                || predicate == null
                || predicate.verdict() == null
                || predicate.verifiedAt() == null
                || predicate.verifications() == null
                || predicate.verifications().stream().anyMatch(Attestation::lacksPart)) {
            throw VerifierException.unreadable("It lacks a part.");
        }
        try {
            predicate.instant();
        } catch (DateTimeException e) {
            throw VerifierException.unreadable("Its time is not valid: " + predicate.verifiedAt() + ".");
        }
    }
}

package io.jenkins.plugins.lvm.verifier.audit;

import io.jenkins.plugins.lvm.verifier.attestation.Checked;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.ActualBuilder;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.ModelBuilder;
import io.jenkins.plugins.lvm.verifier.contract.ProductVersion;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Device;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Software;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Split;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Timing;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.diagnosis.Checks;
import io.jenkins.plugins.lvm.verifier.diagnosis.Facts;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.Measurement;
import io.jenkins.plugins.lvm.verifier.evaluation.Stopwatch;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.service.BoundHeaders;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Holds a running service against what was attested of its model, where the model itself need not be at hand. The report tells what was
 * attested, and what the service answers; no engine is started.
 */
public final class AttestedVerification {
    private static final String NOT_USED = "not used";
    private static final int BATCH = 32;

    private final VerificationRequest request;
    private final ServiceRequest asked;
    private final Path attestation;
    private final AttestedEvidence evidence;
    private final BoundHeaders bound;

    /**
     * A check of one service.
     *
     * @param request for data, rows and gates
     * @param asked the service
     * @param attested what it is held against
     * @param bound values of headers that it is sent
     */
    public AttestedVerification(
            VerificationRequest request, ServiceRequest asked, ServiceRequest.Attested attested, BoundHeaders bound) {
        this.request = request;
        this.asked = asked;
        this.attestation = Path.of(attested.attestation());
        this.evidence = new AttestedEvidence(
                attestation, Path.of(attested.cosines()), path(attested.rowDigests()), path(attested.key()));
        this.bound = bound;
    }

    /**
     * What was found.
     *
     * @param cosines that were attested, in evaluation order
     */
    public record Found(Verification verification, float[] cosines) {}

    private static @Nullable Path path(@Nullable String name) {
        return name == null ? null : Path.of(name);
    }

    /**
     * Asks the service.
     *
     * @param checkpoint path of the one that was attested; that of the attestation itself for its only one
     * @throws VerifierException if the attestation cannot be relied on, or does not go with the files
     */
    public Found run(String checkpoint, Progress progress) {
        Stopwatch watch = new Stopwatch();
        Checked<Attestation> signed = evidence.read();
        if (signed.refusal().isPresent()) {
            throw refused(signed.refusal().get().sentence());
        }
        Attestation statement = signed.value();
        List<Verified> all = statement.predicate().verifications();
        Verified attested = chosen(all, checkpoint);
        try (AttestedService service = AttestedService.open(attested, request)) {
            float[] cosines = evidence.cosines(all, attested);
            service.contradiction(cosines, evidence.rowDigests(all, attested)).ifPresent(contradiction -> {
                throw refused(contradiction);
            });
            double load = watch.lap();
            progress.note("asking " + asked.publicUrl());
            VerificationBuilder built = described(attested, name(statement, attested), service, cosines)
                    .checkpoint(file(attested, checkpoint))
                    .service(service.check(asked, bound, cosines, progress));
            double pass = watch.lap();
            Verification measured = built.timing(
                            new Timing(0, load, pass, watch.total(), pass > 0 ? cosines.length / pass : 0))
                    .build();
            List<GateOutcome> gates = new GateEvaluator(request.gates()).evaluate(measured.measurements());
            Verification judged = measured.judged(gates, GateEvaluator.verdict(gates));
            return new Found(
                    judged.toBuilder()
                            .findings(Checks.ofService(new Facts(judged, null, List.of())))
                            .build(),
                    cosines);
        }
    }

    private VerifierException refused(String reason) {
        return VerifierException.unreadable(
                "The attestation " + attestation + " is refused: " + reason + ".",
                "Give the files as they were written together, and the key of whoever signed.");
    }

    private VerificationBuilder described(Verified attested, String name, AttestedService service, float[] cosines) {
        MeanKind kind = Objects.requireNonNullElse(attested.kind(), MeanKind.SAMPLE_MEAN);
        Integer batch = attested.batchSize();
        Actual actual = actual(attested, cosines, kind, batch == null ? BATCH : batch);
        Double claim = attested.claim();
        return new VerificationBuilder()
                .model(new ModelBuilder()
                        .forwardDefinition(attested.forwardDefinition())
                        .fitting(List.of(attested.forwardDefinition()))
                        .inputDim(service.data().dimension())
                        .contextLength(service.data().contextLength())
                        .build())
                .claim(
                        claim == null
                                ? null
                                : new Claim(
                                        claim,
                                        "claim",
                                        Objects.requireNonNullElse(attested.space(), Space.COSINE),
                                        kind,
                                        batch,
                                        "attestation",
                                        true,
                                        null))
                .data(new Data(
                        request.data(),
                        service.data().fingerprint(),
                        service.data().sequences(),
                        service.data().keys(),
                        attested.rowsDigest(),
                        attested.scoredRowsDigest(),
                        null))
                .split(new Split(
                        attested.split(),
                        null,
                        cosines.length,
                        attested.rowsSha256(),
                        true,
                        false,
                        "the rows that were attested of " + name))
                .actual(actual)
                .gap(claim == null ? null : actual.value() - claim)
                .device(new Device(request.device(), "cpu", System.getProperty("os.arch")))
                .software(new Software(
                        ProductVersion.get(),
                        NOT_USED,
                        NOT_USED,
                        NOT_USED,
                        System.getProperty("java.version"),
                        System.getProperty("os.name") + " " + System.getProperty("os.arch")));
    }

    /** Of the stored cosines; the rest is what the gates of the attestation saw. */
    private static Actual actual(Verified attested, float[] cosines, MeanKind kind, int batch) {
        Actual ofCosines =
                Measurement.of(DefinitionScores.ofStored(cosines), OptionalDouble.empty(), null, null, kind, batch);
        Double skill = attested.skill();
        return new ActualBuilder(ofCosines)
                .chance(skill == null ? null : ofCosines.sampleMean() - skill)
                .skill(skill)
                .nonFinite(seen(attested, GateMetric.NON_FINITE))
                .zeroPredictions(seen(attested, GateMetric.ZERO_PREDICTIONS))
                .build();
    }

    private static double seen(Verified attested, GateMetric metric) {
        return attested.gates().stream()
                .filter(gate -> gate.metric() == metric)
                .mapToDouble(GateOutcome::value)
                .findFirst()
                .orElse(0);
    }

    private boolean isAttestation(String checkpoint) {
        return Path.of(checkpoint).equals(attestation);
    }

    /** By the path that was asked about; of a file that is not at hand, nobody knows the size. */
    private CheckpointFile file(Verified attested, String checkpoint) {
        return new CheckpointFile(
                checkpoint, attested.sha256(), isAttestation(checkpoint) ? 0 : new File(checkpoint).length());
    }

    /** The name that the statement gives what was verified. */
    private static String name(Attestation statement, Verified attested) {
        return statement.subject().stream()
                .filter(subject -> attested.sha256().equalsIgnoreCase(subject.sha256()))
                .map(Attestation.Subject::name)
                .findFirst()
                .orElse(attested.sha256());
    }

    private Verified chosen(List<Verified> all, String checkpoint) {
        boolean only = isAttestation(checkpoint);
        List<String> digests = all.stream().map(Verified::sha256).distinct().toList();
        if (only && digests.size() > 1) {
            throw VerifierException.unreadable(
                    attestation + " speaks of " + digests.size() + " checkpoints.",
                    "Name the one that the service loads, as the checkpoint.");
        }
        String sha256 = only ? digests.get(0) : CheckpointReader.sha256(Path.of(checkpoint));
        return all.stream()
                .filter(verified -> verified.sha256().equalsIgnoreCase(sha256))
                .findFirst()
                .orElseThrow(() -> VerifierException.unreadable(
                        checkpoint + " is not in the attestation: its SHA-256 is " + sha256 + ".",
                        "Name the checkpoint that was attested, unchanged."));
    }
}

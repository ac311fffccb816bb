package io.jenkins.plugins.lvm.verifier.audit;

import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.AcceptanceSample;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.KeptRows;
import io.jenkins.plugins.lvm.verifier.service.BoundHeaders;
import io.jenkins.plugins.lvm.verifier.service.ServiceComparison;
import io.jenkins.plugins.lvm.verifier.trainer.Convention;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser.NamedRows;
import io.jenkins.plugins.lvm.verifier.trainer.Trainer;
import io.jenkins.plugins.lvm.verifier.trainer.TrainingEvidence;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds a running service against the cosines that were attested of its model, where the model itself is not at hand: what the service
 * predicts for a row must have the cosine with the row's target that the attestation is bound to. Nothing is predicted here.
 */
public final class AttestedService implements AutoCloseable {
    private final SequenceData data;
    private final AttestedRows rows;

    private AttestedService(SequenceData data, AttestedRows rows) {
        this.data = data;
        this.rows = rows;
    }

    /**
     * Opens the data and finds the rows that were attested: those of the split that the request asks for, else of any that trainers use.
     *
     * @throws VerifierException if they are not found, or cosines of another kind were attested
     */
    public static AttestedService open(Verified attested, VerificationRequest request) {
        if (attested.space() != Space.COSINE) {
            throw VerifierException.unreadable(
                    "The attestation does not say that its cosines are of predictions with targets"
                            + (attested.space() == null ? "." : ", but " + attested.space() + "."),
                    "Compare with the checkpoint: leave --attestation out.");
        }
        SequenceData data = SequenceData.open(Path.of(request.data()), EvaluationData.keys(request), null);
        try {
            return new AttestedService(
                    data,
                    splits(request, data)
                            .map(split -> AttestedRows.in(
                                    split, attested, data, Trainers.NOBODYS.kind(), Trainers.NOBODYS.batchSize()))
                            .flatMap(Optional::stream)
                            .findFirst()
                            .orElseThrow(
                                    () -> new VerifierException(
                                            Reason.USAGE,
                                            "The rows that were attested are of none of the splits of the data that trainers use.",
                                            "Set split, seed, share and number of rows as they were set for the verification.")));
        } catch (RuntimeException | Error e) {
            data.close();
            throw e;
        }
    }

    /** Those of a checkpoint that says nothing of itself. */
    private static final class Trainers {
        private static final Convention NOBODYS = of(false);

        private static Convention of(boolean articles) {
            return Trainer.conventionFor(new TrainingEvidence(Set.of(), Map.of(), Map.of(), Set.of(), articles));
        }
    }

    private static Stream<ValidationRows> splits(VerificationRequest request, SequenceData sequences) {
        EvaluationData data = new EvaluationData(sequences, sequences.articles().column());
        SplitChooser chooser =
                SplitChooser.of(request, sequences, data.articles().orElse(null));
        Convention convention = Trainers.of(data.trainersFindArticles());
        return Stream.concat(
                Stream.of(chooser.choose(convention).rows()),
                chooser.plausible(convention, Integer.MAX_VALUE).stream().map(NamedRows::rows));
    }

    /** The data, whose rows were bound. */
    SequenceData data() {
        return data;
    }

    /** As by {@link AttestedRows#contradiction}. */
    public Optional<String> contradiction(float[] cosines, byte @Nullable [] digests) {
        return rows.contradiction(cosines, digests);
    }

    /**
     * Asks the service for rows that are drawn now, until the answer is certain.
     *
     * @param bound values of headers that it is sent
     * @param cosines one for each attested row in evaluation order, which do not contradict the attestation
     * @throws VerifierException if a row of the data is not the one that was attested
     */
    public ServiceCheck check(ServiceRequest asked, BoundHeaders bound, float[] cosines, Progress progress) {
        ServiceComparison.requireUsable(asked, bound);
        int all = rows.rows().size();
        long seed = asked.seed() == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : asked.seed();
        int[] positions = new ValidationRows(IntStream.range(0, all).toArray())
                .drawn(AcceptanceSample.size(all), seed)
                .toArray();
        ValidationRows drawn = rows.at(positions);
        KeptRows kept = KeptRows.withTargets(data, drawn);
        List<Integer> others = rows.others(positions, drawn);
        if (!others.isEmpty()) {
            throw VerifierException.unreadable(
                    "Row " + others.get(0) + " of the data is not the one that was attested.",
                    "Name the data that the checkpoint was verified on.");
        }
        float[] attested = new float[positions.length];
        for (int i = 0; i < attested.length; i++) {
            attested[i] = cosines[positions[i]];
        }
        return ServiceComparison.run(
                asked,
                bound,
                new ServiceComparison.Subject(
                        kept, drawn, List.of("attested cosines"), data.dimension(), all, seed, attested),
                progress);
    }

    @Override
    public void close() {
        data.close();
    }
}

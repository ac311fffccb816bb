package io.jenkins.plugins.lvm.report.history;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.Criticality;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One verified checkpoint of one build, as the history keeps it.
 *
 * @param build number of the build
 * @param folder name of the build's folder, by which a deleted build is noticed
 * @param timestamp start of the build, milliseconds since the epoch
 * @param id the result within the build
 * @param position the checkpoint within the result, from 0
 * @param model name of the model, the same for all checkpoints of a series
 * @param device device that computed the numbers
 * @param checkpoint path of the checkpoint
 * @param data path of the sequences
 * @param sequences number of sequences in the data
 * @param forward forward definition that judged the claim
 * @param claim the claim; null without one that can be recomputed
 * @param actual the re-measured number
 * @param standardError of the re-measured mean, or null
 * @param gap actual minus claim, or null
 * @param verdict what was concluded
 * @param missed names of the gates that led to the verdict, separated by commas; empty when it passed
 */
public record HistoryRecord(
        int build,
        String folder,
        long timestamp,
        String id,
        int position,
        String model,
        String device,
        String checkpoint,
        String data,
        long sequences,
        String forward,
        Double claim,
        double actual,
        Double standardError,
        Double gap,
        Verdict verdict,
        String missed) {

    public HistoryRecord {
        Objects.requireNonNull(folder);
        Objects.requireNonNull(id);
        Objects.requireNonNull(model);
        Objects.requireNonNull(device);
        Objects.requireNonNull(verdict);
    }

    /** Summarises one verification of a stored result. */
    static HistoryRecord of(final String folder, final StoredResult result, final int position) {
        final Verification v = result.report().verifications().get(position);
        final boolean supported = v.claim() != null && v.claim().supported();
        return new HistoryRecord(
                result.build(),
                folder,
                result.timestamp(),
                result.id(),
                position,
                result.models().get(position),
                v.device().used(),
                v.checkpoint().path(),
                v.data().path(),
                v.data().sequences(),
                v.model().forwardDefinition(),
                supported ? v.claim().value() : null,
                v.actual().value(),
                v.actual().standardError(),
                v.gap(),
                v.verdict(),
                v.gates().stream()
                        .filter(gate -> gate.outcome() == Outcome.MISSED && gate.criticality() != Criticality.NOTE)
                        .map(GateOutcome::metric)
                        .map(Enum::name)
                        .distinct()
                        .collect(Collectors.joining(",")));
    }

    /** Key of the series that this belongs to. */
    public String series() {
        return SeriesName.of(model, device);
    }

    /** Whether both speak of the same checkpoint of the same build. */
    boolean isSameCheckpoint(final HistoryRecord other) {
        return folder.equals(other.folder) && id.equals(other.id) && position == other.position;
    }
}

package io.jenkins.plugins.lvm.verifier.shard;

import io.jenkins.plugins.lvm.verifier.contract.Shard;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ChosenWeights;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricScores;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.PassObservers;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Rows;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.sampling.AllRows;
import io.jenkins.plugins.lvm.verifier.sampling.Population;
import io.jenkins.plugins.lvm.verifier.shard.VerificationPart.PartRows;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a part of what was measured.
 *
 * @param all rows of the split in evaluation order
 * @param rows of this part in file order
 */
public record PartBuilder(Shard shard, ValidationRows all, ValidationRows rows) {

    /**
     * Refuses what looks at all rows at once.
     *
     * @throws VerifierException with the setting
     */
    public static void requireSupported(VerificationRequest request) {
        Map<String, Boolean> unsupported = new LinkedHashMap<>();
        unsupported.put("several checkpoints", request.checkpoints().size() != 1);
        unsupported.put("a risk", request.risk() > 0);
        unsupported.put("a sanity check", request.sanity());
        unsupported.put("several devices", request.devices().size() > 1);
        unsupported.put("precision float64", request.precision().equals("float64"));
        unsupported.put("predictions of the service", request.predictions() != null);
        unsupported.put("a running service", request.service() != null);
        unsupported.put("a service that loads loosely", request.loose());
        unsupported.put("a baseline", !request.baselines().isEmpty());
        unsupported.put("held-out data", request.heldOut() != null);
        unsupported.put("the alignment", request.alignment());
        unsupported.forEach((what, asked) -> {
            if (asked) {
                throw new VerifierException(
                        Reason.USAGE, "A part of the rows does not go with " + what + ".", "Leave out one of them.");
            }
        });
    }

    /**
     * Refuses a model that only a whole pass can settle a size of, and weights beside others that nobody would compare.
     *
     * @param path of the checkpoint
     */
    public static void requireSettled(String path, OpenCheckpoint subject) {
        if (!subject.selection().openVariants().isEmpty()) {
            throw new VerifierException(
                    Reason.USAGE,
                    "A size of " + path + " is not recorded, and the claim settles it on all rows only.",
                    "Name the variant as the forward definition, or verify without shards.");
        }
        ChosenWeights chosen = subject.chosen();
        if (!chosen.others().isEmpty() && !chosen.name().equals(chosen.serving())) {
            throw new VerifierException(
                    Reason.USAGE,
                    path + " holds several state dicts, which only a verification of all rows compares.",
                    "Name the one that the service loads, servingWeights, as the one that judges, or verify without shards.");
        }
    }

    /**
     * Refuses a claim that looks at all rows at once.
     *
     * @param path of the checkpoint
     */
    public static void requireOfRows(
            String path, VerificationRequest request, OpenCheckpoint subject, EvaluationData data) {
        Metric metric = request.metricEntry();
        if (metric != null && metric.rows() instanceof Rows.OfRanks) {
            throw refused("The metric " + metric.name()
                    + " looks for each target among those of all rows, and a part has only its own.");
        }
        if (!AllRows.isOfRows(request, subject, data)) {
            throw refused("The claim of " + path + " is not a mean of cosines with targets.");
        }
    }

    /**
     * Refuses rows that have no chance level: these are held against each other.
     *
     * @param path of the checkpoint
     */
    public static void requireSeveralArticles(String path, EvaluationData data, OpenCheckpoint subject) {
        if (!Population.of(data, subject).hasPartners()) {
            throw refused("All rows that validate " + path
                    + " are of one article, so that they are told apart by looking at all of them.");
        }
    }

    /** What cannot be done in parts, as an error. */
    public static VerifierException refused(String message) {
        return new VerifierException(Reason.USAGE, message, "Verify without shards.");
    }

    /**
     * The part.
     *
     * @param batchSize rows of one forward pass
     * @param measured on these rows; its split describes all
     * @param metric what a metric other than the cosine keeps of these rows; null of the cosine
     * @param seen of the same pass
     */
    public VerificationPart build(
            VerificationRequest request,
            int batchSize,
            EvaluationData data,
            OpenCheckpoint subject,
            ValidationPass pass,
            Verification measured,
            @Nullable MetricScores metric,
            PassObservers seen) {
        List<FittingDefinition> definitions = pass.definitions();
        FittingDefinition serving = subject.selection().servingRun();
        List<DefinitionScores> scores = definitions.stream()
                .map(definition -> pass.scores(definition, rows))
                .toList();
        Map<Integer, Integer> positions = new HashMap<>();
        for (int position = 0; position < all.size(); position++) {
            positions.put(all.row(position), position);
        }
        int[] numbers = rows.toArray();
        PartHead head = new PartHead(
                PartHead.VERSION,
                shard,
                all.size(),
                new PartHead.Sizes(
                        subject.batch(),
                        batchSize,
                        data.sequences().dimension(),
                        data.articles().isPresent()),
                definitions.stream().map(FittingDefinition::name).toList(),
                serving == null ? -1 : definitions.indexOf(serving),
                // A part has no verdict; the field wants one.
                measured.toBuilder().dataProfile(null).verdict(Verdict.FAILED).build(),
                request.gates());
        return new VerificationPart(
                head,
                new PartRows(
                        Arrays.stream(numbers).map(positions::get).toArray(),
                        numbers,
                        data.groups().numbers(rows),
                        data.sequences().rowDigests(rows)),
                metric == null
                        ? List.of(seen.naive().copyLast(), seen.naive().contextMean())
                        : List.of(
                                seen.naive().copyLast(), seen.naive().contextMean(), metric.values(), metric.others()),
                seen.leaked().of(numbers.length),
                scores,
                pass.chanceLevel());
    }
}

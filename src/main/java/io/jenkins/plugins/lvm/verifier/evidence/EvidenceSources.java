package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.baseline.BaselineRun;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.BatchNormFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.DataFileFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.EarlierFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.Facts;
import io.jenkins.plugins.lvm.verifier.diagnosis.ModelFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.OutputFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.SliceFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.TensorFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.WeightFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts;
import io.jenkins.plugins.lvm.verifier.evaluation.ContextSimilarity;
import io.jenkins.plugins.lvm.verifier.evaluation.NearWindows;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.RowTraits;
import io.jenkins.plugins.lvm.verifier.evaluation.SecondOpinion;
import io.jenkins.plugins.lvm.verifier.evaluation.UntouchedNorms;
import io.jenkins.plugins.lvm.verifier.evaluation.WindowOverlap;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.trainer.TrainerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The registry of what gathers evidence: one entry for each record of facts. */
final class EvidenceSources {
    /** Up to this size a file's digest is taken whether something is wrong or not. */
    private static final long CHEAP_BYTES = 256L << 20;

    private static final List<EvidenceSource> ALL = List.of(
            EvidenceSources::outputs,
            EvidenceSources::weights,
            EvidenceSources::model,
            EvidenceSources::dataFile,
            EvidenceSources::earlier,
            EvidenceSources::slices,
            from -> Optional.ofNullable(from.seen().serving()),
            from -> from.seen()
                    .observer(SecondOpinion.class)
                    .map(opinion -> opinion.facts(from.seen().pass())),
            EvidenceSources::windows,
            OtherQuantities::gather,
            Reruns::gather,
            Epochs::gather,
            RunRecords::gather,
            LoadedParts::gather,
            Narrowness::gather,
            TensorBlame::gather,
            DropoutRuns::gather,
            from -> Optional.of(new BatchNormFacts(
                    List.copyOf(UntouchedNorms.in(from.subject().state())))),
            SpaceComparison::gather);

    /** Those that need no contexts. */
    private static final List<EvidenceSource> OF_ANY_INPUTS = List.of(
            EvidenceSources::weights,
            from -> Optional.ofNullable(from.seen().serving()),
            from -> Optional.of(new BatchNormFacts(
                    List.copyOf(UntouchedNorms.in(from.subject().state())))));

    private EvidenceSources() {}

    /** All that can say something of the inputs. */
    static List<EvidenceSource> of(Gathering from) {
        return from.data().sequences().packed().isPresent() ? OF_ANY_INPUTS : ALL;
    }

    private static Optional<OutputFacts> outputs(Gathering from) {
        ContextSimilarity similarity = from.seen().similarity();
        return Optional.of(
                new OutputFacts(similarity.concentration(), similarity.positions(), similarity.meanCosines()));
    }

    /** By vectors that are equal bit by bit; where none are and the claim is not met, by nearest neighbours. */
    private static Optional<WindowFacts> windows(Gathering from) {
        return from.seen()
                .observer(WindowOverlap.class)
                .map(WindowOverlap::facts)
                .map(exact -> {
                    if (exact.overlaps() || !Reruns.isWanted(from)) {
                        return exact;
                    }
                    return NearWindows.of(
                            from.data(),
                            from.subject().split().rows(),
                            exact,
                            from.running().batchSize(),
                            from.running().progress());
                });
    }

    private static Optional<WeightFacts> weights(Gathering from) {
        OpenCheckpoint subject = from.subject();
        Set<String> idle = subject.selection().judging().idleParameters();
        List<TensorFacts> tensors = new ArrayList<>();
        subject.health()
                .forEach((name, of) -> tensors.add(new TensorFacts(
                        name,
                        Arrays.stream(subject.state().tensor(name).shape())
                                .boxed()
                                .toList(),
                        of.weights(),
                        of.zero(),
                        of.nonFinite(),
                        of.largest(),
                        of.mean(),
                        of.deviation())));
        return Optional.of(new WeightFacts(tensors, idle));
    }

    private static Optional<ModelFacts> model(Gathering from) {
        OpenCheckpoint subject = from.subject();
        Checkpoint checkpoint = subject.checkpoint();
        Map<String, Object> recorded = new LinkedHashMap<>(checkpoint.modelConfig());
        checkpoint.declaredType().ifPresent(type -> recorded.put("model_type", type));
        FittingDefinition judging = subject.selection().judging();
        return Optional.of(new ModelFacts(
                recorded,
                judging.configuration(subject.weights()),
                judging.isVariant() && !from.asked().namesForward() ? judging.name() : null,
                TrainerSettings.trainingScale(checkpoint.args()),
                judging.positionalScale()));
    }

    private static Optional<DataFileFacts> dataFile(Gathering from) {
        Checkpoint checkpoint = from.subject().checkpoint();
        String given = from.asked().data();
        String digest = TrainerSettings.dataDigest(checkpoint.config());
        boolean affordable = Path.of(given).toFile().length() <= CHEAP_BYTES || Facts.deservesSearch(from.measured());
        return Optional.of(new DataFileFacts(
                TrainerSettings.dataPath(
                        checkpoint.args(),
                        checkpoint.config(),
                        from.subject().convention().split()),
                given,
                digest,
                digest == null || !affordable ? null : FileDigest.sha256(Path.of(given))));
    }

    private static Optional<SliceFacts> slices(Gathering from) {
        ValidationRows rows = from.subject().split().rows();
        long[] articles = from.data().groups().numbers(rows);
        Double chance = from.measured().actual().chance();
        if (articles == null || chance == null) {
            return Optional.empty();
        }
        return from.seen()
                .observer(RowTraits.class)
                .map(traits -> new SliceFacts(
                        from.seen()
                                .pass()
                                .scores(from.subject().selection().judging(), rows)
                                .cosines(),
                        traits.naive(rows),
                        articles,
                        traits.norms(rows),
                        traits.coherences(rows),
                        chance));
    }

    private static Optional<EarlierFacts> earlier(Gathering from) {
        BaselineRun baseline = from.seen().baseline();
        DataProfile asked = from.asked().others().baselineProfile();
        DataProfile profile = asked != null || baseline == null ? asked : baseline.dataProfile();
        Baseline measured = from.measured().baseline();
        return Optional.of(new EarlierFacts(
                profile,
                baseline == null ? null : baseline.configuration(),
                measured == null ? null : measured.name()));
    }
}

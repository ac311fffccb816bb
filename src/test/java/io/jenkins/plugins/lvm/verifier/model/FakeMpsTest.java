package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.evaluation.CanaryRows.Canary;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.DeviceComparison;
import io.jenkins.plugins.lvm.verifier.evaluation.StateDictWeights;
import io.jenkins.plugins.lvm.verifier.model.NearestVectors.Tile;
import io.jenkins.plugins.lvm.verifier.model.TorchModel.Case;
import io.jenkins.plugins.lvm.verifier.onnx.OnnxFixtures;
import io.jenkins.plugins.lvm.verifier.selfcheck.SelfChecker;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointRecord;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a processor without float64 and with sums of its own order makes of verifications, on a device that has both traits only. */
class FakeMpsTest {
    private static TorchDevice cpu;
    private static TorchDevice mps;

    @BeforeAll
    static void startEngine() {
        cpu = TorchEngine.start(null, 1).device("cpu");
        mps = FakeMps.device();
    }

    static Stream<TorchModel> models() {
        return TorchModel.all();
    }

    @Test
    void theFakeRefusesFloat64AsTheDeviceDoes() {
        try (NDManager manager = mps.newManager()) {
            assertThat(manager.ones(new Shape(2)).sum().getFloat()).isEqualTo(2);
            assertThatThrownBy(() -> manager.ones(new Shape(2), DataType.FLOAT64))
                    .hasMessageContaining("MPS framework doesn't support float64");
            assertThatThrownBy(() -> manager.create(new double[] {1})).hasMessageContaining("float64");
        }
        NDManager left = mps.newManager();
        left.ones(new Shape(2)).toType(DataType.FLOAT64, true);
        assertThatThrownBy(left::close).hasMessageContaining("float64");
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyDefinitionIsComputedWithoutFloat64(TorchModel model) {
        Case sample = model.cases().get(0);
        for (String name : sample.predictions().keySet()) {
            FittingDefinition definition = ForwardDefinitions.byName(name, model.weights(), model.hints());
            float[] expected = model.predictions(sample, name);
            try (ForwardPass pass = new ForwardPass(List.of(definition), model.weights(), mps)) {
                float[] found = pass.predict(model.contexts(sample), sample.batch(), sample.length())[0];
                for (int i = 0; i < expected.length; i++) {
                    assertThat(found[i]).as(name).isCloseTo(expected[i], within(1e-5f));
                }
            }
        }
    }

    /** What the report says of the device has to be true of a graph as well. */
    @Test
    void aGraphThatRunsOnTheCpuIsNotSaidToRunThere() {
        VerificationRequest request =
                OnnxFixtures.request("newer_external", "newer_external.onnx").build();
        try (Checkpoint checkpoint = CheckpointReader.open(Path.of(OnnxFixtures.file("newer_external.pt")))) {
            StateDictWeights weights = new StateDictWeights(checkpoint.stateDict());
            FittingDefinition graph = GraphDefinitions.fitting(request, weights, CheckpointRecord.hints(checkpoint, 5))
                    .definition();

            assertThatThrownBy(() -> new ForwardPass(List.of(graph), weights, mps))
                    .isInstanceOf(VerifierException.class)
                    .hasMessageContaining("This build of ONNX Runtime computes on the CPU only, not on");
        }
    }

    @Test
    void targetsAreLookedForWithoutFloat64() {
        float[] vectors = {1, 0, 0, 1, 0.6f, 0.8f};
        long[] nearer = new long[3];
        try (NearestVectors nearest = new NearestVectors(mps, 2)) {
            nearest.count(
                    new Tile(vectors, 0, 3), new double[] {0, 1, 0.6}, new Tile(vectors, 0, 3), nearer, new long[3]);
        }
        assertThat(nearer).containsExactly(2, 0, 2);
    }

    /** Sums in another order, and no more: what is allowed on a card is a fault on a processor. */
    @Test
    void itsRoundingIsNoFaultOfIts() {
        TorchModel model = TorchModel.named("gru");
        Case sample = model.cases().get(0);
        String name = sample.predictions().keySet().iterator().next();
        FittingDefinition definition = ForwardDefinitions.byName(name, model.weights(), model.hints());
        List<Canary> off = canaries(model, sample, name, 1e-3f);
        List<Canary> wrong = canaries(model, sample, name, 1e-2f);
        SelfChecker onMps = new SelfChecker(definition, model.weights(), sample.length(), mps, cpu);

        assertThat(onMps.check(off).checks())
                .anySatisfy(check -> assertThat(check.kind()).isEqualTo(Kind.REARRANGED));
        assertThatThrownBy(() -> onMps.check(wrong)).isInstanceOf(VerifierException.class);
        assertThatThrownBy(() -> new SelfChecker(definition, model.weights(), sample.length(), cpu, cpu).check(off))
                .isInstanceOf(VerifierException.class);
    }

    /** @param off what is added to the first component of each prediction, as a share of the vector's length */
    private static List<Canary> canaries(TorchModel model, Case sample, String name, float off) {
        FloatBuffer contexts = model.contexts(sample);
        float[] all = new float[contexts.remaining()];
        contexts.get(all);
        float[] predictions = model.predictions(sample, name).clone();
        int context = all.length / sample.batch();
        int width = predictions.length / sample.batch();
        List<Canary> canaries = new ArrayList<>();
        for (int row = 0; row < sample.batch(); row++) {
            float[] prediction = Arrays.copyOfRange(predictions, row * width, (row + 1) * width);
            double squares = 0;
            for (float value : prediction) {
                squares += value * value;
            }
            prediction[0] += (float) (off * Math.sqrt(squares));
            canaries.add(new Canary(row, Arrays.copyOfRange(all, row * context, (row + 1) * context), prediction));
        }
        return canaries;
    }

    @Test
    void aRowMayBeAThousandthOffTheOneOfAnotherDevice() {
        double[] cosines = {0.5, 0.6, 0.7, 0.8};
        DeviceComparison ours = new DeviceComparison(
                new DefinitionScores(cosines, new double[4], new double[4]), 0.65, MeanKind.SAMPLE_MEAN, 1);

        assertThat(ours.with("mps", new float[] {0.5009f, 0.5991f, 0.7009f, 0.7991f}, null))
                .allSatisfy(comparison -> assertThat(comparison.within()).isTrue());
        assertThat(ours.with("mps", new float[] {0.5012f, 0.5988f, 0.7012f, 0.7988f}, null))
                .allSatisfy(comparison -> assertThat(comparison.within()).isFalse());
    }
}

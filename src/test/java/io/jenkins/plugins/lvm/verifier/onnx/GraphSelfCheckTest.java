package io.jenkins.plugins.lvm.verifier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.evaluation.CanaryRows.Canary;
import io.jenkins.plugins.lvm.verifier.evaluation.StateDictWeights;
import io.jenkins.plugins.lvm.verifier.model.DerivedWeights;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import io.jenkins.plugins.lvm.verifier.selfcheck.SelfChecker;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of what ONNX Runtime computed: it holds as it is, and finds every fault. */
class GraphSelfCheckTest {
    private static final int ROWS = 70;

    private static TorchDevice cpu;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startEngine() {
        cpu = TorchEngine.start(null, 1).device("cpu");
    }

    /** One weight of all is another when it is read. */
    private record WrongWeight(Weights below, String tensor) implements DerivedWeights {
        @Override
        public Weights complete() {
            return new WrongWeight(below.complete(), tensor);
        }

        @Override
        public float[] floats(String name) {
            float[] values = below.floats(name);
            if (name.equals(tensor)) {
                values[values.length / 2] += 1;
            }
            return values;
        }
    }

    /** A model with its graph, and rows that ONNX Runtime predicted. */
    private record Measured(FittingDefinition definition, Weights weights, int length) {
        float[] predict(Weights used, float[] contexts) {
            try (ForwardPass pass = new ForwardPass(List.of(definition), used, cpu)) {
                return pass.predict(FloatBuffer.wrap(contexts), ROWS, length)[0];
            }
        }

        List<Check> check(float[] contexts, float[] predictions) {
            List<Canary> rows = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                rows.add(new Canary(row, part(contexts, row), part(predictions, row)));
            }
            return new SelfChecker(definition, weights, length, cpu, cpu)
                    .check(rows)
                    .checks();
        }
    }

    private static float[] part(float[] all, int row) {
        int size = all.length / ROWS;
        return Arrays.copyOfRange(all, row * size, (row + 1) * size);
    }

    @ParameterizedTest
    @ValueSource(strings = {"perceptron", "stacked_lstm", "small_transformer"})
    void everyFaultIsFound(String model) {
        VerificationRequest request =
                OnnxFixtures.request(model, model + ".onnx").build();
        int length;
        try (SequenceData data = SequenceData.open(Path.of(OnnxFixtures.file("data.npz")))) {
            length = data.contextLength();
        }
        try (Checkpoint checkpoint = CheckpointReader.open(Path.of(OnnxFixtures.file(model + ".pt")))) {
            Weights weights = new StateDictWeights(checkpoint.stateDict());
            FittingDefinition definition = ForwardSelection.of(
                            request, weights, new ModelHints(null, null, null, null, length))
                    .judging();
            Measured measured = new Measured(definition, weights, length);
            Random random = new Random(5);
            float[] contexts = new float[ROWS * length * definition.contextWidth()];
            for (int i = 0; i < contexts.length; i++) {
                contexts[i] = (float) random.nextGaussian();
            }
            float[] right = measured.predict(weights, contexts);

            assertThat(measured.check(contexts, right))
                    .extracting(Check::kind)
                    .containsExactly(Kind.REARRANGED, Kind.PLANTED);
            int found = 0;
            for (String name : weights.names()) {
                float[] wrong = measured.predict(new WrongWeight(weights, name), contexts);
                // The bias of attention's keys changes nothing.
                if (largestDifference(right, wrong) > 0.01) {
                    requireFound(measured, contexts, wrong);
                    found++;
                }
            }
            assertThat(found).isGreaterThan(weights.names().size() / 2);
            int size = right.length / ROWS;
            requireFound(measured, contexts, changed(right, wrong -> {
                for (int i = 32 * size; i < 64 * size; i++) {
                    wrong[i] += 0.5f;
                }
            }));
            requireFound(measured, contexts, changed(right, wrong -> {
                System.arraycopy(right, 40 * size, wrong, 41 * size, size);
                System.arraycopy(right, 41 * size, wrong, 40 * size, size);
            }));
        }
    }

    private static double largestDifference(float[] right, float[] wrong) {
        double largest = 0;
        for (int i = 0; i < right.length; i++) {
            largest = Math.max(largest, Math.abs(right[i] - wrong[i]));
        }
        return largest;
    }

    private static float[] changed(float[] right, Consumer<float[]> fault) {
        float[] wrong = right.clone();
        fault.accept(wrong);
        return wrong;
    }

    private static void requireFound(Measured measured, float[] contexts, float[] wrong) {
        assertThatThrownBy(() -> measured.check(contexts, wrong))
                .isInstanceOfSatisfying(VerifierException.class, failure -> {
                    assertThat(failure.reason()).as(failure.toString()).isEqualTo(Reason.SELF_CHECK);
                    assertThat(failure.getMessage()).contains("was not computed rightly");
                });
    }

    /** What is predicted for a row hangs on the one before it: no number of it stands, and a run says so in place of a verdict. */
    @Test
    void aRunThatChecksItselfInVainHasNoVerdict() throws IOException {
        Path fixtures = PythonFixtures.run("rows_of_a_batch_fixtures.py", "rows-of-a-batch");
        Path report = folder.resolve("report.json");
        Path attestation = folder.resolve("attested.json");
        Outcome outcome =
                GraphRun.verify(fixtures, "model.pt", "forward.onnx", report, "--attest", attestation.toString());

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(71);
        assertThat(outcome.out() + outcome.err())
                .contains("was not computed rightly, and there is no verdict.")
                .contains("Verify again")
                .doesNotContain("PASSED", "FAILED");
        assertThat(Files.readString(report)).contains("\"verdict\": null", "\"verifications\": []", "\"code\": 71");
        assertThat(attestation).doesNotExist();
    }
}

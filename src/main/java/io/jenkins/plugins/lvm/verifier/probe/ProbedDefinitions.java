package io.jenkins.plugins.lvm.verifier.probe;

import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Probe;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Forward definitions held against the probe of a checkpoint.
 *
 * @param differences largest difference of an output, by the definition's name in the order given; {@value #OTHER_SHAPE} where one cannot take the
 *     inputs, or gives other outputs
 * @param stale whether the weights are not those that the probe was taken of
 */
public record ProbedDefinitions(Map<String, Double> differences, boolean stale) {
    /** Stands for a difference that no number tells. */
    static final double OTHER_SHAPE = 1e9;

    /** Runs the definitions on the probe's inputs. */
    public static ProbedDefinitions run(
            ProbeRecord probe,
            List<FittingDefinition> definitions,
            StateDict state,
            Weights weights,
            TorchDevice device) {
        List<FittingDefinition> suitable =
                definitions.stream().filter(one -> takes(one, probe)).toList();
        Map<String, Double> differences = new LinkedHashMap<>();
        definitions.forEach(definition -> differences.put(definition.name(), OTHER_SHAPE));
        if (!suitable.isEmpty()) {
            float[] inputs = probe.inputs();
            try (ForwardPass forward = ForwardPass.verified(suitable, weights, device)) {
                for (FittingDefinition definition : suitable) {
                    float[] predictions = forward.predictInputs(definition, inputs, probe.rows());
                    differences.put(definition.name(), Math.min(OTHER_SHAPE, probe.difference(predictions)));
                }
            }
        }
        return new ProbedDefinitions(differences, !probe.weights().equals(WeightsDigest.of(state)));
    }

    private static boolean takes(FittingDefinition definition, ProbeRecord probe) {
        int length = probe.inputSize() / definition.inputDim();
        return probe.inputSize() % definition.inputDim() == 0
                && (probe.contextLength() == null || probe.lastAxis() == definition.inputDim())
                && definition.contextLengths().allow(length)
                && probe.outputSize() == definition.vectorDim();
    }

    /** Names of those that compute what was probed. */
    public List<String> proven() {
        List<String> proven = new ArrayList<>();
        differences.forEach((definition, difference) -> {
            if (!GateMetric.PROBE.isMissed(difference, GateMetric.PROBE.defaultThreshold())) {
                proven.add(definition);
            }
        });
        return proven;
    }

    /** What the report says, where a definition judges. */
    public Probe report(FittingDefinition judging) {
        return new Probe(
                differences.getOrDefault(judging.name(), OTHER_SHAPE),
                proven().contains(judging.name()),
                stale,
                proven());
    }
}

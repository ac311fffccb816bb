package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which of a checkpoint's state dicts judges its claim: the one that is asked for, else the model's own, since that is what trainers
 * deploy unless they say otherwise.
 *
 * @param name path of keys that leads to it; empty where the file itself is the state dict
 * @param judging it, as forward definitions see it
 * @param others those of the same names and shapes beside it, by name
 * @param serving name of the one that the service loads; null when it is not named
 */
public record ChosenWeights(
        String name, StateDictWeights judging, Map<String, StateDict> others, @Nullable String serving) {

    /**
     * Chooses by the request.
     *
     * @throws VerifierException if there is no state dict, or none of a name that the request has
     */
    static ChosenWeights of(Checkpoint checkpoint, VerificationRequest request) {
        Map<String, StateDict> all = new LinkedHashMap<>();
        all.put(checkpoint.stateDictName(), checkpoint.stateDict());
        all.putAll(checkpoint.weightsBeside());
        String name = request.weights() == null ? checkpoint.stateDictName() : request.weights();
        for (String wanted :
                request.servingWeights() == null ? List.of(name) : List.of(name, request.servingWeights())) {
            if (!all.containsKey(wanted)) {
                throw new VerifierException(
                        Reason.USAGE,
                        checkpoint.path() + " holds no state dict '" + wanted + "' of this model.",
                        "It holds " + String.join(", ", all.keySet()) + ".");
            }
        }
        StateDict judging = Objects.requireNonNull(all.remove(name), name);
        return new ChosenWeights(name, new StateDictWeights(judging), all, request.servingWeights());
    }

    /** The tensors that are verified. */
    public StateDict state() {
        return judging.state();
    }
}

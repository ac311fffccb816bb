package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the checkpoint says of its model, and what its weights are.
 *
 * @param recorded what the checkpoint says: {@code model_type}, {@code d_model}, {@code num_layers} and so on
 * @param actual the same as the weights tell it; what they do not tell is absent
 * @param openSize name of the judging definition if it is one of several variants by a size that is not recorded; else null
 * @param trainingScale recorded scale of the positional component in training; null if it is not recorded
 * @param validationScale its scale in validation; null if the model has no positional component
 */
public record ModelFacts(
        Map<String, Object> recorded,
        Map<String, Object> actual,
        @Nullable String openSize,
        @Nullable Double trainingScale,
        @Nullable Double validationScale) {
    public ModelFacts {
        recorded = Collections.unmodifiableMap(new LinkedHashMap<>(recorded));
        actual = Collections.unmodifiableMap(new LinkedHashMap<>(actual));
    }
}

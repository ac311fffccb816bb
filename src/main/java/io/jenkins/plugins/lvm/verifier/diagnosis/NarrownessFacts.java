package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * Weights that a narrow type holds exactly, and how much rounding to it could matter.
 *
 * @param type such as {@code bfloat16}
 * @param perturbed what the model reaches when each weight is moved, at random, by up to half of the type's last digit
 */
public record NarrownessFacts(String type, List<Double> perturbed) {
    public NarrownessFacts {
        perturbed = List.copyOf(perturbed);
    }
}

package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Folds what a module computes of its weights before it uses them, as it does in evaluation:
 *
 * <ul>
 *   <li>weight norm (Salimans and Kingma 2016, arXiv:1602.07868): {@code w = g v / |v|}, the norm over all axes that {@code g} does not
 *       have; {@code weight_g} and {@code weight_v}, or {@code parametrizations.weight.original0} and {@code original1};
 *   <li>spectral norm (Miyato and others 2018, arXiv:1802.05957): {@code w = o / (u' o v)} with the singular vectors that training left;
 *       {@code weight_orig}, {@code weight_u} and {@code weight_v}, or {@code parametrizations.weight.original}, {@code 0._u} and
 *       {@code 0._v}.
 * </ul>
 */
final class FoldedWeights {
    private static final Pattern PARAMETRIZED = Pattern.compile("(?:(.*)\\.)?parametrizations\\.([^.]+)\\.(.+)");
    private static final Set<String> WEIGHT_NORM = Set.of("original0", "original1");
    private static final Set<String> SPECTRAL_NORM = Set.of("original", "0._u", "0._v");

    private final Map<String, Tensor> tensors;
    private final ComputedTensors computed;
    private final FileErrors file;
    private final List<String> notes;
    private final Map<String, Tensor> folded = new LinkedHashMap<>();

    private FoldedWeights(Map<String, Tensor> tensors, ComputedTensors computed, FileErrors file, List<String> notes) {
        this.tensors = tensors;
        this.computed = computed;
        this.file = file;
        this.notes = notes;
    }

    /**
     * The tensors as the modules use them, each in the place of the first that it is made of.
     *
     * @param notes takes what was folded, in words
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if a parametrisation is another one
     */
    static Map<String, Tensor> of(
            Map<String, Tensor> tensors, ComputedTensors computed, FileErrors file, List<String> notes) {
        return new FoldedWeights(tensors, computed, file, notes).fold();
    }

    private Map<String, Tensor> fold() {
        List<String> normed = new ArrayList<>();
        List<String> spectral = new ArrayList<>();
        Map<String, Map<String, Tensor>> parametrized = parametrized();
        tensors.forEach((name, tensor) -> {
            Matcher matcher = PARAMETRIZED.matcher(name);
            if (matcher.matches()) {
                String weight = weight(matcher);
                if (!folded.containsKey(weight)) {
                    Map<String, Tensor> parts = parametrized.getOrDefault(weight, Map.of());
                    (parts.size() == 2 ? normed : spectral).add(weight);
                    folded.put(weight, parametrized(weight, parts));
                }
            } else if (isPart(name, "_g") && has(name, "_g", "_v")) {
                String weight = name.substring(0, name.length() - 2);
                normed.add(weight);
                folded.put(weight, weightNorm(weight, tensor, part(tensors, weight + "_v")));
            } else if (isPart(name, "_orig") && has(name, "_orig", "_u", "_v")) {
                String weight = name.substring(0, name.length() - "_orig".length());
                spectral.add(weight);
                folded.put(
                        weight,
                        spectralNorm(weight, tensor, part(tensors, weight + "_u"), part(tensors, weight + "_v")));
            } else if (!isOtherPart(name)) {
                folded.put(name, tensor);
            }
        });
        note("weight norm", normed);
        note("spectral norm", spectral);
        return folded;
    }

    /** One that has been seen to be there. */
    private static Tensor part(Map<String, Tensor> parts, String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    private void note(String what, List<String> weights) {
        if (!weights.isEmpty()) {
            notes.add(what + " is folded into " + FileErrors.printable(weights.get(0))
                    + (weights.size() == 1 ? "" : " and " + (weights.size() - 1) + " more"));
        }
    }

    private static String weight(Matcher parametrized) {
        return parametrized.group(1) == null
                ? parametrized.group(2)
                : parametrized.group(1) + "." + parametrized.group(2);
    }

    /** The parts of each parametrised tensor, by its name and theirs. */
    private Map<String, Map<String, Tensor>> parametrized() {
        Map<String, Map<String, Tensor>> found = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            Matcher matcher = PARAMETRIZED.matcher(name);
            if (matcher.matches()) {
                found.computeIfAbsent(weight(matcher), absent -> new LinkedHashMap<>())
                        .put(matcher.group(3), tensor);
            }
        });
        return found;
    }

    private Tensor parametrized(String weight, Map<String, Tensor> parts) {
        if (tensors.containsKey(weight)) {
            throw file.refused("holds " + FileErrors.printable(weight) + " both as it is and parametrised.");
        }
        if (parts.keySet().equals(WEIGHT_NORM)) {
            return weightNorm(weight, part(parts, "original0"), part(parts, "original1"));
        }
        if (parts.keySet().equals(SPECTRAL_NORM)) {
            return spectralNorm(weight, part(parts, "original"), part(parts, "0._u"), part(parts, "0._v"));
        }
        throw file.refused(
                "holds " + FileErrors.printable(weight) + " under a parametrisation that is not known ("
                        + FileErrors.printable(String.join(", ", parts.keySet())) + ").",
                "Remove it before saving: torch.nn.utils.parametrize.remove_parametrizations.");
    }

    /** Whether a name ends so, behind one that a weight has. */
    private static boolean isPart(String name, String ending) {
        String module = name.substring(name.lastIndexOf('.') + 1);
        return module.endsWith(ending) && (module.startsWith("weight") || module.startsWith("bias"));
    }

    private boolean has(String name, String ending, String... others) {
        String weight = name.substring(0, name.length() - ending.length());
        return !tensors.containsKey(weight)
                && Arrays.stream(others).allMatch(other -> tensors.containsKey(weight + other));
    }

    /** Whether it is a part of a folded tensor that is not its first. */
    private boolean isOtherPart(String name) {
        if (isPart(name, "_v")) {
            return has(name, "_v", "_g") || has(name, "_v", "_orig", "_u");
        }
        return isPart(name, "_u") && has(name, "_u", "_orig", "_v");
    }

    private Tensor weightNorm(String weight, Tensor g, Tensor v) {
        long[] shape = v.shape();
        long[] lengths = g.shape();
        boolean fits = lengths.length == 0 || lengths.length == shape.length;
        for (int axis = 0; fits && axis < lengths.length; axis++) {
            fits = lengths[axis] == 1 || lengths[axis] == shape[axis];
        }
        if (!fits) {
            throw misshapen(weight, "weight norm");
        }
        return computed.of(weight, shape, () -> {
            float[] values = v.floats();
            float[] scale = g.floats();
            int[] group = groups(shape, lengths);
            double[] squares = new double[scale.length];
            for (int i = 0; i < values.length; i++) {
                squares[group[i]] += (double) values[i] * values[i];
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (values[i] * (scale[group[i]] / Math.sqrt(squares[group[i]])));
            }
            return values;
        });
    }

    /** For each element of a tensor in row-major order, the element of the tensor of lengths that it belongs to. */
    private static int[] groups(long[] shape, long[] lengths) {
        int elements = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        int[] group = new int[elements];
        for (int i = 0; i < elements; i++) {
            int rest = i;
            int at = 0;
            int step = 1;
            for (int axis = lengths.length - 1; axis >= 0; axis--) {
                int index = rest % (int) shape[axis];
                rest /= (int) shape[axis];
                at += lengths[axis] == 1 ? 0 : index * step;
                step *= (int) lengths[axis];
            }
            group[i] = at;
        }
        return group;
    }

    /** Vectors u and v belong to the matrix of the tensor's first axis against all others. */
    private Tensor spectralNorm(String weight, Tensor original, Tensor u, Tensor v) {
        long[] shape = original.shape();
        if (shape.length < 2 || u.elements() != shape[0] || u.elements() * v.elements() != original.elements()) {
            throw misshapen(weight, "spectral norm");
        }
        Supplier<float[]> values = () -> {
            float[] result = original.floats();
            double[] left = u.doubles();
            double[] right = v.doubles();
            double sigma = 0;
            for (int i = 0; i < result.length; i++) {
                sigma += left[i / right.length] * result[i] * right[i % right.length];
            }
            for (int i = 0; i < result.length; i++) {
                result[i] = (float) (result[i] / sigma);
            }
            return result;
        };
        return computed.of(weight, shape, values);
    }

    private RuntimeException misshapen(String weight, String what) {
        return file.refused("holds " + FileErrors.printable(weight) + " under " + what
                + " whose parts do not fit each other in shape.");
    }
}

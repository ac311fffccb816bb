package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Merges low-rank adapters (Hu and others 2021, arXiv:2106.09685) into the matrices that they change: {@code W + (alpha / r) B A}, with
 * A of [r, in] and B of [out, r], or {@code alpha / sqrt(r)} where they are rank-stabilised. Under the names of PEFT
 * ({@code lora_A.default.weight} beside {@code base_layer.weight}) and of loralib ({@code lora_A} beside {@code weight}).
 */
final class LowRankAdapters {
    private static final Pattern ADAPTER =
            Pattern.compile("(?:(.*)\\.)?lora_([A-Za-z_]+?)(?:\\.([^.]+))?(?:\\.(?:weight|bias))?");
    /** What a matrix is called that has an adapter beside it, and a module that was trained as a whole. */
    private static final Pattern BASE = Pattern.compile("(?<=^|\\.)base_layer\\.");

    private static final Pattern ORIGINAL = Pattern.compile("(?<=^|\\.)original_module\\.");
    private static final Pattern SAVED = Pattern.compile("(?<=^|\\.)modules_to_save\\.[^.]+\\.");
    private static final int LARGEST_RANK = 512;

    private final Map<String, Tensor> tensors;
    private final Scale scale;
    private final ComputedTensors computed;
    private final FileErrors file;

    /**
     * How much of an adapter counts.
     *
     * @param alpha as the checkpoint records it; null if it does not
     * @param stabilised whether it is divided by the root of the rank
     */
    record Scale(@Nullable Double alpha, boolean stabilised) {}

    /** The two factors of an adapter; null until they are found. */
    private static final class Factors {
        private @Nullable Tensor a;
        private @Nullable Tensor b;
    }

    private LowRankAdapters(Map<String, Tensor> tensors, Scale scale, ComputedTensors computed, FileErrors file) {
        this.tensors = tensors;
        this.scale = scale;
        this.computed = computed;
        this.file = file;
    }

    /**
     * The tensors with adapters merged, in the same order.
     *
     * @param notes takes what was merged, in words
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if their scale is not recorded, or they do not fit
     */
    static Map<String, Tensor> merged(
            Map<String, Tensor> tensors, Scale scale, ComputedTensors computed, FileErrors file, List<String> notes) {
        boolean none = tensors.keySet().stream()
                .noneMatch(name -> name.contains("lora_") || name.contains("modules_to_save."));
        return none ? tensors : new LowRankAdapters(tensors, scale, computed, file).merge(notes);
    }

    private Map<String, Tensor> merge(List<String> notes) {
        Map<String, Factors> adapters = new LinkedHashMap<>();
        Set<String> adapterNames = new LinkedHashSet<>();
        Map<String, Tensor> others = new LinkedHashMap<>();
        Set<String> replaced = new LinkedHashSet<>();
        tensors.keySet().stream()
                .filter(name -> SAVED.matcher(name).find())
                .forEach(name -> replaced.add(SAVED.matcher(name).replaceAll("original_module.")));
        tensors.forEach((name, tensor) -> {
            Matcher adapter = ADAPTER.matcher(name);
            if (adapter.matches()) {
                addFactor(adapters, adapter, name, tensor);
                if (adapter.group(3) != null && !adapter.group(3).equals("weight")) {
                    adapterNames.add(adapter.group(3));
                }
            } else if (!replaced.contains(name)) {
                String own = SAVED.matcher(BASE.matcher(name).replaceAll("")).replaceAll("");
                put(others, ORIGINAL.matcher(own).replaceAll(""), tensor);
            }
        });
        if (adapterNames.size() > 1) {
            throw file.refused(
                    "holds " + adapterNames.size() + " adapters ("
                            + FileErrors.printable(String.join(", ", adapterNames))
                            + "), and does not tell which is used.",
                    "Merge the one that is used before saving: merge_and_unload().");
        }
        List<String> changed = new ArrayList<>();
        adapters.forEach((matrix, factors) -> {
            Tensor base = others.get(matrix);
            if (base == null || factors.a == null || factors.b == null) {
                throw file.refused(
                        "holds an adapter of " + FileErrors.printable(matrix) + " without "
                                + (base == null ? "the matrix itself." : "both of its factors."),
                        "Verify the merged model: call merge_and_unload() before saving.");
            }
            others.put(matrix, merged(matrix, base, factors.a, factors.b));
            changed.add(matrix);
        });
        if (!changed.isEmpty()) {
            notes.add("low-rank adapters are merged into " + FileErrors.printable(changed.get(0))
                    + (changed.size() == 1 ? "" : " and " + (changed.size() - 1) + " more"));
        }
        return others;
    }

    private void put(Map<String, Tensor> others, String name, Tensor tensor) {
        if (others.put(name, tensor) != null) {
            throw file.refused(
                    "holds two tensors " + FileErrors.printable(name) + ", told apart only by names of PEFT.");
        }
    }

    private void addFactor(Map<String, Factors> adapters, Matcher adapter, String name, Tensor tensor) {
        String module = adapter.group(1) == null ? "" : adapter.group(1) + ".";
        Factors factors = adapters.computeIfAbsent(module + "weight", absent -> new Factors());
        switch (name.endsWith(".bias") ? "bias" : adapter.group(2)) {
            case "A" -> factors.a = tensor;
            case "B" -> factors.b = tensor;
            default ->
                throw file.refused(
                        "holds " + FileErrors.printable(name) + ", an adapter of a kind that is not supported.",
                        "Merge adapters before saving: merge_and_unload().");
        }
    }

    private Tensor merged(String matrix, Tensor base, Tensor a, Tensor b) {
        long[] shape = base.shape();
        boolean fits = shape.length == 2
                && a.shape().length == 2
                && b.shape().length == 2
                && a.shape()[1] == shape[1]
                && b.shape()[0] == shape[0]
                && a.shape()[0] == b.shape()[1]
                && a.shape()[0] >= 1
                && a.shape()[0] <= LARGEST_RANK;
        if (!fits) {
            throw file.refused("holds an adapter of " + FileErrors.printable(matrix)
                    + " whose factors do not fit the matrix, or have a rank above " + LARGEST_RANK + ".");
        }
        Double alpha = scale.alpha();
        if (alpha == null) {
            throw file.refused(
                    "holds low-rank adapters, but does not record their lora_alpha, without which they count for any much.",
                    "Save lora_alpha in args, or merge the adapters before saving: merge_and_unload().");
        }
        int rank = (int) a.shape()[0];
        double factor = alpha / (scale.stabilised() ? Math.sqrt(rank) : rank);
        return computed.of(matrix, shape, () -> sum(base.floats(), a.floats(), b.floats(), rank, factor));
    }

    /** {@code W + factor B A}, row by row. */
    private static float[] sum(float[] w, float[] a, float[] b, int rank, double factor) {
        int in = a.length / rank;
        double[] row = new double[in];
        for (int out = 0; out < b.length / rank; out++) {
            Arrays.fill(row, 0);
            for (int k = 0; k < rank; k++) {
                double weight = b[out * rank + k];
                for (int i = 0; i < in; i++) {
                    row[i] += weight * a[k * in + i];
                }
            }
            for (int i = 0; i < in; i++) {
                w[out * in + i] = (float) (w[out * in + i] + factor * row[i]);
            }
        }
        return w;
    }
}

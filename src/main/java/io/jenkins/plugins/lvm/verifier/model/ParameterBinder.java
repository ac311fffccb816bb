package io.jenkins.plugins.lvm.verifier.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Binds layers to the names and shapes of a state dict and remembers which names were bound: a definition fits only if it binds
 * all of them, as a strict load does.
 */
final class ParameterBinder {
    /** Stands for a size that the weights decide. */
    static final int ANY = -1;

    /** No model here is near this; it keeps products of sizes within an int. */
    private static final int LARGEST = 1 << 24;

    private final Weights weights;
    private final String prefix;
    private final Map<String, Double> settings;
    private final List<String> notes = new ArrayList<>();
    private final Set<String> bound = new LinkedHashSet<>();

    /**
     * @param prefix put before every name, such as {@code base.}
     * @param settings numbers that the checkpoint records, by name
     */
    ParameterBinder(Weights weights, String prefix, Map<String, Double> settings) {
        this.weights = weights;
        this.prefix = prefix;
        this.settings = settings;
    }

    boolean has(final String name) {
        return weights.names().contains(prefix + name);
    }

    /**
     * Binds a tensor.
     *
     * @param expected its shape, {@link #ANY} where any size will do
     * @return its shape
     */
    int[] tensor(final String name, final int... expected) throws Misfit {
        final long[] shape = shapeOf(name);
        boolean same = shape.length == expected.length;
        for (int axis = 0; same && axis < shape.length; axis++) {
            same = expected[axis] == ANY || expected[axis] == shape[axis];
        }
        if (!same) {
            throw Misfit.of("'" + prefix + name + "' has shape " + Arrays.toString(shape) + " where "
                    + Arrays.toString(expected).replace(String.valueOf(ANY), "any") + " is needed");
        }
        bound.add(prefix + name);
        return Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
    }

    private long[] shapeOf(final String name) throws Misfit {
        if (!has(name)) {
            throw Misfit.missing(prefix + name);
        }
        final long[] shape = weights.shape(prefix + name);
        for (final long size : shape) {
            if (size < 1 || size > LARGEST) {
                throw Misfit.of("'" + prefix + name + "' has shape " + Arrays.toString(shape));
            }
        }
        return shape;
    }

    /** The name under which the weights hold a tensor. */
    String name(final String name) {
        return prefix + name;
    }

    Layer.Linear linear(final String name, final int in, final int out) throws Misfit {
        final int[] shape = tensor(name + ".weight", out, in);
        tensor(name + ".bias", shape[0]);
        return new Layer.Linear(name(name + ".weight"), name(name + ".bias"), shape[1], shape[0]);
    }

    /** A matrix without a bias. */
    Layer.Linear matrix(String name, int in, int out) throws Misfit {
        int[] shape = tensor(name + ".weight", out, in);
        return new Layer.Linear(name(name + ".weight"), null, shape[1], shape[0]);
    }

    /** A number that the checkpoint records, or what it is otherwise. */
    double recorded(String key, double otherwise) {
        return settings.getOrDefault(key, otherwise);
    }

    /** As {@link #recorded}; where the trainers' usual value has to be assumed, a note says so. */
    double setting(String key, double usual) {
        if (!settings.containsKey(key)) {
            String note = key + " is not recorded; the trainers' default " + usual + " is used";
            if (!notes.contains(note)) {
                notes.add(note);
            }
        }
        return recorded(key, usual);
    }

    /** What was assumed where the checkpoint does not tell, in words. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    Layer.Norm norm(final String name, final int width) throws Misfit {
        tensor(name + ".weight", width);
        tensor(name + ".bias", width);
        return new Layer.Norm(name(name + ".weight"), name(name + ".bias"), width);
    }

    /**
     * A stack of recurrent layers in one direction.
     *
     * @param in components of its input, or {@link #ANY}
     */
    Recurrent recurrent(final Recurrent.Cell cell, final String name, final int in) throws Misfit {
        refuse(name + ".weight_ih_l0_reverse", "reads in both directions");
        refuse(name + ".weight_hr_l0", "projects its state (proj_size)");
        final Recurrent bottom = recurrentLayer(cell, name, "_l0", in, ANY);
        final List<String> parameters = new ArrayList<>(bottom.parameters());
        int layers = 1;
        while (has(name + ".weight_ih_l" + layers)) {
            parameters.addAll(recurrentLayer(cell, name, "_l" + layers, bottom.width(), bottom.width())
                    .parameters());
            layers++;
        }
        return new Recurrent(cell, parameters, layers, bottom.in(), bottom.width());
    }

    /**
     * One recurrent layer.
     *
     * @param suffix of its tensors' names, such as {@code _l0} or {@code _l0_reverse}
     * @param in components of its input, or {@link #ANY}
     * @param out components of its output, or {@link #ANY}
     */
    Recurrent recurrentLayer(Recurrent.Cell cell, String name, String suffix, int in, int out) throws Misfit {
        int width = out == ANY ? tensor(name + ".weight_hh" + suffix, ANY, ANY)[1] : out;
        int rows = cell.gates() * width;
        int inputs = tensor(name + ".weight_ih" + suffix, rows, in)[1];
        tensor(name + ".weight_hh" + suffix, rows, width);
        tensor(name + ".bias_ih" + suffix, rows);
        tensor(name + ".bias_hh" + suffix, rows);
        List<String> parameters = new ArrayList<>();
        for (String part : List.of(".weight_ih", ".weight_hh", ".bias_ih", ".bias_hh")) {
            parameters.add(name(name + part + suffix));
        }
        return new Recurrent(cell, parameters, 1, inputs, width);
    }

    /** How many modules are numbered from 0 under a name, judged by one tensor that each of them has; at least one. */
    int count(final String name, final String tensor) throws Misfit {
        int count = 0;
        while (has(name + "." + count + "." + tensor)) {
            count++;
        }
        if (count == 0) {
            throw Misfit.missing(prefix + name + ".0." + tensor);
        }
        return count;
    }

    /**
     * Checks that no tensor is left over.
     *
     * @param others names that something else uses
     */
    void requireAllBound(final Set<String> others) throws Misfit {
        final List<String> unused = weights.names().stream()
                .filter(name -> !bound.contains(name) && !others.contains(name))
                .toList();
        if (!unused.isEmpty()) {
            throw Misfit.of("it has no use for " + Names.some(unused));
        }
    }

    private void refuse(final String name, final String why) throws Misfit {
        if (has(name)) {
            throw Misfit.of("it " + why + ", which is not supported ('" + prefix + name + "')");
        }
    }
}

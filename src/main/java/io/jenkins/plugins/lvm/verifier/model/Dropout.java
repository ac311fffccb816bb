package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;
import java.util.regex.Pattern;

/**
 * What a model does in training mode: components are dropped at random, and the others scaled up. It stands where torch's own layers
 * have it: between stacked recurrent layers, on the shares of an attention, after its projection, and around the second matrix of a
 * feed-forward part.
 *
 * @param rate share of the components that are dropped, 0..1
 * @see <a href="https://jmlr.org/papers/v15/srivastava14a.html">N. Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks
 *     from Overfitting, JMLR 15 (2014) 1929–1958</a>
 */
record Dropout(float rate) {
    /** That of evaluation mode. */
    static final Dropout NONE = new Dropout(0);

    private static final String LAYERS = "(.*\\.)?transformer_(decoder|encoder)\\.layers\\.\\d+\\.";
    private static final Pattern SECOND = Pattern.compile(LAYERS + "linear2\\.weight");
    private static final Pattern PROJECTION =
            Pattern.compile(LAYERS + "(self_attn|multihead_attn)\\.out_proj\\.weight");
    private static final Pattern STACKED = Pattern.compile("(.*\\.)?(lstm|gru)\\.weight_ih_l1");

    /** Whether all that torch's layers would drop in this definition is dropped here, and there is some of it. */
    static boolean concerns(FittingDefinition definition) {
        return definition.parameterNames().stream()
                .anyMatch(name ->
                        SECOND.matcher(name).matches() || STACKED.matcher(name).matches());
    }

    private boolean isOff() {
        return rate == 0;
    }

    /** What goes into the matrix of this name. */
    NDArray before(String weight, NDArray input) {
        return isOff() || !SECOND.matcher(weight).matches() ? input : dropped(input);
    }

    /** What comes out of the matrix of this name. */
    NDArray after(String weight, NDArray output) {
        return !isOff()
                        && (SECOND.matcher(weight).matches()
                                || PROJECTION.matcher(weight).matches())
                ? dropped(output)
                : output;
    }

    /** An array with some of its components dropped. */
    NDArray dropped(NDArray values) {
        return isOff()
                ? values
                : values.getNDArrayInternal().dropout(values, rate, true).head();
    }

    /** Whether a stack of recurrent layers drops anything: nothing is dropped after the topmost one. */
    boolean isIn(Recurrent stack) {
        return !isOff() && stack.layers() > 1;
    }

    /** The topmost layer's output of the last step, with components dropped between the layers. */
    NDArray last(Recurrent stack, NDArray steps, NDList tensors) {
        NDArray zeros = steps.getManager()
                .zeros(new Shape(stack.layers(), steps.getShape().get(0), stack.width()), steps.getDataType());
        NDList outputs = stack.cell() == Cell.LSTM
                ? steps.getNDArrayInternal()
                        .lstm(steps, new NDList(zeros, zeros), tensors, true, stack.layers(), rate, true, false, true)
                : steps.getNDArrayInternal().gru(steps, zeros, tensors, true, stack.layers(), rate, true, false, true);
        return outputs.get(1).get(stack.layers() - 1L);
    }
}

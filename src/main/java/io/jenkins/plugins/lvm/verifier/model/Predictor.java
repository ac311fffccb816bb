package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what forward definitions predict: by computing it, or because it was computed before. For one caller at a time. */
public interface Predictor {

    /** The definitions that it runs. */
    List<FittingDefinition> definitions();

    /**
     * Predicts by every definition.
     *
     * @param contexts [batch, contextLength, vectorDim] from its position on, without positional components; the position stays
     * @param batch contexts in it, at least one
     * @param contextLength vectors in a context
     * @return for each definition, in their order, the predictions [batch, vectorDim] in row-major order
     */
    float[][] predict(FloatBuffer contexts, int batch, int contextLength);

    /**
     * Predicts by every definition, from memory that the engine reads where it is.
     *
     * @param contexts [batch, contextLength, vectorDim] as float32, direct, in the machine's byte order, from its position on; the position
     *     stays, and nobody else may write to it meanwhile
     * @param batch contexts in it, at least one
     * @param contextLength vectors in a context
     * @return for each definition, in their order, the predictions [batch, vectorDim] in row-major order
     */
    default float[][] predictInPlace(ByteBuffer contexts, int batch, int contextLength) {
        return predict(contexts.asFloatBuffer(), batch, contextLength);
    }

    /**
     * Predicts as {@link #predict} does, and holds every row against what the engine itself says of it, where it says anything.
     *
     * @throws VerifierException if a row is not where it was
     */
    default float[][] predictHeld(FloatBuffer contexts, int batch, int contextLength) {
        float[][] predictions = predict(contexts, batch, contextLength);
        RowTags.requireSame(this, contexts, predictions[0]);
        return predictions;
    }

    /** How many threads may score meanwhile: one, unless processors have little else to do. */
    default int scorers() {
        return 1;
    }

    /** What the engine itself says of the rows of the last batch; null where it is not asked. */
    default @Nullable RowTags tags() {
        return null;
    }

    /** How well all products by matrices agreed with projections of them; null where none was looked at, or not every one. */
    default @Nullable ProductAgreement products() {
        return null;
    }
}

package io.jenkins.plugins.lvm.verifier.model;

import java.nio.FloatBuffer;
import java.util.List;

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
}

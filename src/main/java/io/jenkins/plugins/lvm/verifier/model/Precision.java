package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.types.DataType;

/** Precision in which a forward pass is computed. */
public enum Precision {
    /** What trainers and services use. */
    FLOAT32(DataType.FLOAT32),
    /** The reference: its rounding cannot be seen in a cosine. Not available on every device, but on every CPU. */
    FLOAT64(DataType.FLOAT64);

    private final DataType dataType;

    Precision(final DataType dataType) {
        this.dataType = dataType;
    }

    DataType dataType() {
        return dataType;
    }
}

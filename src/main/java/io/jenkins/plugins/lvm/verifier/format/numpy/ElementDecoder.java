package io.jenkins.plugins.lvm.verifier.format.numpy;

import java.nio.ByteBuffer;

/** Turns elements of one type into float32 of the machine's byte order, one or several for each. */
public interface ElementDecoder {

    /** Bytes of one element. */
    int itemSize();

    /** How many float32 an element becomes. */
    default int floats() {
        return 1;
    }

    /** Whether the bytes can be taken as they are. */
    default boolean isIdentity() {
        return false;
    }

    /** Decodes what remains in {@code raw}, and appends it to {@code target}, which has the machine's byte order. */
    void decode(ByteBuffer raw, ByteBuffer target);
}

package io.jenkins.plugins.lvm.verifier.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Memory that the engine can read, for contexts that lie elsewhere. It is used again for the next batch. */
final class Staging {
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    /** A copy, from 0 on; the position of the contexts stays. */
    ByteBuffer copied(FloatBuffer contexts) {
        int bytes = Math.multiplyExact(contexts.remaining(), Float.BYTES);
        if (memory.capacity() < bytes) {
            memory = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        memory.asFloatBuffer().put(contexts.duplicate());
        return memory;
    }

    /** How much it is. */
    int bytes() {
        return memory.capacity();
    }
}

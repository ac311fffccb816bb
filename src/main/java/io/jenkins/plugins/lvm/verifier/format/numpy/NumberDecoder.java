package io.jenkins.plugins.lvm.verifier.format.numpy;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.nio.ByteBuffer;

/** Turns numbers of any type into float32, or numbers of classes into vectors that have 1 at the class and 0 elsewhere. */
public final class NumberDecoder implements ElementDecoder {
    private final NumpyType type;
    private final int classes;
    private final String name;
    private final byte[] element;

    /**
     * @param classes components of a class's vector; 1 to take numbers as they are
     * @param name of the array, for messages
     */
    public NumberDecoder(NumpyType type, int classes, String name) {
        this.type = type;
        this.classes = classes;
        this.name = name;
        this.element = new byte[type.itemSize()];
    }

    @Override
    public int itemSize() {
        return type.itemSize();
    }

    @Override
    public int floats() {
        return classes;
    }

    /** @throws VerifierException if a number is not one of the classes */
    @Override
    public void decode(ByteBuffer raw, ByteBuffer target) {
        while (raw.remaining() >= element.length) {
            raw.get(element);
            Object value = ScalarDecoder.decode(type, element, 0);
            double number = value instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) value).doubleValue();
            if (classes == 1) {
                target.putFloat((float) number);
            } else {
                if (!(number >= 0 && number < classes && number == Math.rint(number))) {
                    throw VerifierException.unreadable(
                            name + " holds " + number + ", which is not one of the classes 0 to " + (classes - 1)
                                    + " that predictions have components for.",
                            "Write the classes' numbers, counted from 0.");
                }
                for (int i = 0; i < classes; i++) {
                    target.putFloat(i == (int) number ? 1 : 0);
                }
            }
        }
    }
}

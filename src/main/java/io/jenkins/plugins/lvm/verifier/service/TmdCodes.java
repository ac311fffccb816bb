package io.jenkins.plugins.lvm.verifier.service;

import com.google.gson.JsonArray;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;

/**
 * Domain, task and modifier of a context, as the components behind a vector's own hold them bit by bit, the lowest first: four bits,
 * five, six, and one that is unused. A service that appends these components itself is sent the numbers.
 */
record TmdCodes(int domain, int task, int modifier) {
    private static final int DOMAIN_BITS = 4;
    private static final int TASK_BITS = 5;
    private static final int MODIFIER_BITS = 6;
    private static final int COMPONENTS = 16;

    /**
     * Reads the codes of a context.
     *
     * @param context row-major [length, dimension]
     * @param from first of their components
     * @throws VerifierException if these are not bits, or not the same in all vectors
     */
    static TmdCodes of(float[] context, int dimension, int from) {
        boolean codes = dimension - from == COMPONENTS;
        for (int i = 0; codes && i < context.length; i++) {
            int component = i % dimension;
            codes = component < from || ((context[i] == 0 || context[i] == 1) && context[i] == context[component]);
        }
        if (!codes) {
            throw VerifierException.unreadable(
                    "The vectors of the data do not end in " + COMPONENTS
                            + " components that are the bits of domain, task and modifier, the same in all vectors of a context.",
                    "Name the data that the served model was trained on, or another template.");
        }
        int task = from + DOMAIN_BITS;
        return new TmdCodes(
                number(context, from, DOMAIN_BITS),
                number(context, task, TASK_BITS),
                number(context, task + TASK_BITS, MODIFIER_BITS));
    }

    private static int number(float[] context, int from, int bits) {
        int number = 0;
        for (int i = 0; i < bits; i++) {
            number |= context[from + i] == 1 ? 1 << i : 0;
        }
        return number;
    }

    JsonArray toJson() {
        JsonArray codes = new JsonArray(3);
        codes.add(domain);
        codes.add(task);
        codes.add(modifier);
        return codes;
    }
}

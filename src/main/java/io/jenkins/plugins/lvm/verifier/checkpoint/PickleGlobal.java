package io.jenkins.plugins.lvm.verifier.checkpoint;

/**
 * A name that a pickle may refer to, and what stands for calling it. It is never the Python object of that name.
 *
 * @param name module and name
 * @param constructor what a call makes; null for a name that may be mentioned but not called
 */
record PickleGlobal(String name, Constructor constructor) {

    /** Makes a value out of arguments that have been read from the pickle. */
    @FunctionalInterface
    interface Constructor {
        /** @throws BadArguments if the arguments do not make sense */
        Object make(Tuple arguments);
    }

    /** Arguments that do not fit; the machine turns it into an error about the file. */
    static final class BadArguments extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadArguments(final String message) {
            super(message, null, false, false);
        }
    }
}

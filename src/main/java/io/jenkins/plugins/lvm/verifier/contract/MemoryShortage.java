package io.jenkins.plugins.lvm.verifier.contract;

import org.jspecify.annotations.Nullable;

/** Tells a lack of memory from other faults, also where what it hit reports something else. */
public final class MemoryShortage {
    private MemoryShortage() {}

    /**
     * Whether a lack of memory is behind a failure. Libraries wrap what happens to them while they start; and of a class that could not be
     * initialised for it, the Java virtual machine later says only that it cannot be used, and in the message of a cause why.
     */
    public static boolean isBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError
                    || (cause instanceof ExceptionInInitializerError && mentions(cause.getMessage()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean mentions(@Nullable String message) {
        return message != null && message.contains(OutOfMemoryError.class.getName());
    }
}

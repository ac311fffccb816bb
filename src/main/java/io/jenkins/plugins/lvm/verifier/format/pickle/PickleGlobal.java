package io.jenkins.plugins.lvm.verifier.format.pickle;

import org.jspecify.annotations.Nullable;

/**
 * A name that a pickle may refer to, and what stands for calling it. It is never the Python object of that name.
 *
 * @param name module and name
 * @param constructor what a call makes; null for a name that may be mentioned but not called
 * @param creator what NEWOBJ makes, which goes past {@code __init__} and so makes something else of most classes; null where it may not
 */
public record PickleGlobal(String name, @Nullable Constructor constructor, @Nullable Constructor creator)
        implements Described {

    /** Makes a value out of arguments that have been read from the pickle. */
    @FunctionalInterface
    public interface Constructor {
        /**
         * Makes the value.
         *
         * @throws BadArguments if the arguments do not make sense
         */
        Object make(Tuple arguments);
    }

    /** A name that may be mentioned but not called. */
    public static PickleGlobal mentioned(String name) {
        return new PickleGlobal(name, null, null);
    }

    /** A name that may be called. */
    public static PickleGlobal called(String name, Constructor constructor) {
        return new PickleGlobal(name, constructor, null);
    }

    /** A class that makes the same of its arguments with and without {@code __init__}. */
    public static PickleGlobal created(String name, Constructor constructor) {
        return new PickleGlobal(name, constructor, constructor);
    }

    @Override
    public String kind() {
        return name;
    }

    /** Arguments that do not fit; the reader turns it into an error about the file. */
    public static final class BadArguments extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String words;

        /** @param words continue "arguments of x:", without a full stop */
        public BadArguments(String words) {
            super(words, null, false, false);
            this.words = words;
        }

        @Override
        public String getMessage() {
            return words;
        }
    }

    /** A call that is refused as if the name were not allowed at all. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused() {
            super(null, null, false, false);
        }
    }
}

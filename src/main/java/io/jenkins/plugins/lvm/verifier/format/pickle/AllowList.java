package io.jenkins.plugins.lvm.verifier.format.pickle;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.util.HashMap;
import java.util.Map;

/**
 * The names that a pickle may refer to, and what each of them stands for here: never the Python object of that name. Every other name
 * is refused.
 *
 * @param <T> what a name stands for
 */
public final class AllowList<T> {
    private static final String OLD_BUILTINS = "__builtin__";
    /** The first protocol whose names Python 3 does not translate from those of Python 2. */
    private static final int PYTHON_3_NAMES = 3;

    private final Map<String, T> meanings;

    private AllowList(Map<String, T> meanings) {
        this.meanings = Map.copyOf(meanings);
    }

    /** A list without any name. */
    public static <T> AllowList<T> none() {
        return new AllowList<>(Map.of());
    }

    /**
     * What a name stands for.
     *
     * @param protocol the pickle's; up to 2, Python 3 reads {@code __builtin__} as {@code builtins}
     * @throws VerifierException if it is not allowed. A name with a dot is never: what it means depends on reader and protocol.
     */
    T meaning(String module, String name, int protocol, FileErrors errors) {
        String current = module.equals(OLD_BUILTINS) && protocol < PYTHON_3_NAMES ? "builtins" : module;
        T meaning = name.indexOf('.') < 0 ? meanings.get(current + "." + name) : null;
        if (meaning == null) {
            throw errors.refused(
                    "refers to " + FileErrors.printable(module + "." + name)
                            + ", which is not among the names allowed; nothing was executed.",
                    "Load the file only if you trust its author. What is to be verified should hold tensors, arrays, numbers,"
                            + " strings, lists and dictionaries only.");
        }
        return meaning;
    }

    /**
     * Collects names.
     *
     * @param <T> what a name stands for
     */
    public static final class Builder<T> {
        private final Map<String, T> meanings = new HashMap<>();

        /**
         * Adds a name.
         *
         * @param name module and name with a dot between them
         */
        public Builder<T> allow(String name, T meaning) {
            meanings.put(name, meaning);
            return this;
        }

        public AllowList<T> build() {
            return new AllowList<>(meanings);
        }
    }
}

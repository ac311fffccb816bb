package io.jenkins.plugins.lvm.verifier.format.pickle;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The names that a pickle may refer to, and what each of them stands for here: never the Python object of that name. Every other name
 * is refused.
 *
 * @param <T> what a name stands for
 */
public final class AllowList<T> {
    /** What torch.save(model) refers to. */
    private static final String MODEL_CLASSES = "torch.nn.modules.";

    private static final String OLD_BUILTINS = "__builtin__";
    /** The first protocol whose names Python 3 does not translate from those of Python 2. */
    private static final int PYTHON_3_NAMES = 3;

    private final Map<String, T> meanings;
    private final BiFunction<String, String, @Nullable T> otherwise;

    private AllowList(Map<String, T> meanings, BiFunction<String, String, @Nullable T> otherwise) {
        this.meanings = Map.copyOf(meanings);
        this.otherwise = otherwise;
    }

    /** A list without any name. */
    public static <T> AllowList<T> none() {
        return new Builder<T>().build();
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
        if (meaning == null && name.indexOf('.') < 0) {
            meaning = otherwise.apply(current, name);
        }
        if (meaning == null) {
            throw refused(module + "." + name, errors);
        }
        return meaning;
    }

    /** The error of a file that refers to a name which is not allowed. */
    static VerifierException refused(String name, FileErrors errors) {
        return errors.refused(
                "refers to " + FileErrors.printable(name)
                        + ", which is not among the names allowed; nothing was executed.",
                name.startsWith(MODEL_CLASSES)
                        ? "It holds a whole model, which only running its code would load. Save the weights alone:"
                                + " torch.save(model.state_dict(), \"weights.pt\")."
                        : "Load the file only if you trust its author. What is to be verified should hold tensors, arrays,"
                                + " numbers, strings, lists and dictionaries only.");
    }

    /**
     * Collects names.
     *
     * @param <T> what a name stands for
     */
    public static final class Builder<T> {
        private final Map<String, T> meanings = new HashMap<>();
        private BiFunction<String, String, @Nullable T> otherwise = (module, name) -> null;

        /**
         * Adds a name.
         *
         * @param name module and name with a dot between them
         */
        public Builder<T> allow(String name, T meaning) {
            meanings.put(name, meaning);
            return this;
        }

        /** Takes what decides on names that were not added, by module and name without a dot: null to refuse one. */
        Builder<T> otherwise(BiFunction<String, String, @Nullable T> rule) {
            otherwise = rule;
            return this;
        }

        public AllowList<T> build() {
            return new AllowList<>(meanings, otherwise);
        }
    }
}

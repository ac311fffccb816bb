package io.jenkins.plugins.lvm.verifier.model;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * An architecture, told by parameter names alone.
 *
 * @param label what people call it
 * @param marks each of them matches some name
 */
record Architecture(String label, List<Predicate<String>> marks) {
    Architecture {
        marks = List.copyOf(marks);
    }

    /** As regular expressions that match a name as a whole. */
    static Architecture of(String label, String... marks) {
        return new Architecture(
                label,
                List.of(marks).stream()
                        .map(mark -> Pattern.compile(mark).asMatchPredicate())
                        .toList());
    }

    boolean matches(Set<String> names) {
        return marks.stream().allMatch(mark -> names.stream().anyMatch(mark));
    }
}

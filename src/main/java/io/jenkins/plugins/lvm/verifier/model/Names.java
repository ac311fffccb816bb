package io.jenkins.plugins.lvm.verifier.model;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lists names in a sentence without letting them run away: they come from files. */
final class Names {
    private static final int SHOWN = 5;
    private static final int LENGTH = 80;

    private Names() {}

    static String some(final Collection<String> names) {
        final String shown = names.stream().limit(SHOWN).map(Names::quoted).collect(Collectors.joining(", "));
        return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
    }

    static String quoted(final String name) {
        return "'" + (name.length() <= LENGTH ? name : name.substring(0, LENGTH) + "…") + "'";
    }
}

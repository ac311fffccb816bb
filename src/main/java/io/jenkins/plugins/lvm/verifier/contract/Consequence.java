package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.gate.Criticality;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a condition leads to, as users write it. */
public enum Consequence {
    UNSTABLE(Criticality.UNSTABLE),
    FAIL(Criticality.FAILED),
    IGNORE(Criticality.NOTE);

    private final Criticality criticality;

    Consequence(Criticality criticality) {
        this.criticality = criticality;
    }

    /** How users write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All words, the default first. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Consequence::word).toList();
    }

    /** The criticality that a word means; null for null. */
    static @Nullable Criticality criticality(@Nullable String word) {
        return word == null ? null : valueOf(word.toUpperCase(Locale.ROOT)).criticality;
    }

    /** The word for a criticality. */
    public static String wordFor(Criticality criticality) {
        return Arrays.stream(values())
                .filter(value -> value.criticality == criticality)
                .findFirst()
                .orElseThrow()
                .word();
    }
}

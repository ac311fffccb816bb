package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the verifier checked itself, in a line for people. */
public final class SelfCheckText {
    private SelfCheckText() {}

    /** The same in few words, such as {@code 16 rearranged, 1 planted}. */
    public static String brief(SelfCheck selfCheck) {
        return "Self-check: "
                + selfCheck.checks().stream()
                        .map(check -> check.rows() + " " + check.kind().name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
    }

    /** What was computed again or looked at, and how many of each. */
    public static String line(SelfCheck selfCheck) {
        return "Self-check: "
                + selfCheck.checks().stream()
                        .map(check ->
                                check.rows() + (check.rows() == 1 ? " prediction, " : " predictions, ") + check.what())
                        .collect(Collectors.joining("; "));
    }
}

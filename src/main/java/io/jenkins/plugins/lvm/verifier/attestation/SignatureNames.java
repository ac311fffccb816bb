package io.jenkins.plugins.lvm.verifier.attestation;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** How the signatures of models are called that stand beside an attestation. */
public final class SignatureNames {
    private static final String SUFFIX = ".sig";
    private static final String OF_GRAPH = "-forward";
    private static final String JSON = ".json";

    private SignatureNames() {}

    /**
     * Where the signature of a checkpoint stands beside the attestation that was asked for.
     *
     * @param index of the checkpoint among those of the attestation
     * @param count how many these are
     */
    public static Path beside(Path attestation, int index, int count) {
        return attestation.resolveSibling(of(String.valueOf(attestation.getFileName()), index, count));
    }

    /** The same for a name alone. */
    public static String of(String attestation, int index, int count) {
        return stem(attestation) + (count == 1 ? "" : "-" + (index + 1)) + SUFFIX;
    }

    /** Name of the signature of the ONNX graph that was run. */
    public static String ofGraph(String attestation) {
        return stem(attestation) + OF_GRAPH + SUFFIX;
    }

    /** Whether a name is one of these, however many checkpoints there are. */
    public static boolean isOne(String attestation, String name) {
        return name.matches(
                Pattern.quote(stem(attestation)) + "(-[1-9]\\d{0,8}|" + OF_GRAPH + ")?" + Pattern.quote(SUFFIX));
    }

    private static String stem(String attestation) {
        return attestation.endsWith(JSON)
                ? attestation.substring(0, attestation.length() - JSON.length())
                : attestation;
    }
}

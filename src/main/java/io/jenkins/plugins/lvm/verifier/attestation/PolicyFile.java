package io.jenkins.plugins.lvm.verifier.attestation;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DeploymentPolicy} as a file: an object in JSON with any of its components, a duration written such as {@code 7d}. An unknown
 * member is refused, since a misspelt condition must not be none.
 */
public final class PolicyFile {
    private static final String POLICY = "policy";
    private static final String VERDICTS = "verdicts";
    private static final String MAX_AGE = "maxAge";
    private static final String FORWARD_DEFINITIONS = "forwardDefinitions";
    private static final String GATES = "gates";
    private static final String ROWS_DIGESTS = "rowsDigests";
    private static final String MIN_ROWS = "minRows";
    private static final String MIN_ACTUAL = "minActual";

    private PolicyFile() {}

    /**
     * Reads a policy. Without verdicts it asks for PASSED.
     *
     * @throws VerifierException if it is not one
     */
    public static DeploymentPolicy read(String json) {
        JsonObject policy = Members.of(ContractJson.readTree(json, POLICY), POLICY)
                .only(Set.of(VERDICTS, MAX_AGE, FORWARD_DEFINITIONS, GATES, ROWS_DIGESTS, MIN_ROWS, MIN_ACTUAL))
                .object();
        Set<Verdict> verdicts = set(policy, VERDICTS, text -> constant(Verdict.values(), text));
        Double rows = number(policy, MIN_ROWS);
        if (rows != null && (rows < 0 || rows != Math.rint(rows))) {
            throw wrong(MIN_ROWS, "a whole number of rows, such as 1000");
        }
        return new DeploymentPolicy(
                policy.has(VERDICTS) ? verdicts : Set.of(Verdict.PASSED),
                age(policy),
                set(policy, FORWARD_DEFINITIONS, Function.identity()),
                set(policy, GATES, text -> constant(GateMetric.values(), text)),
                set(policy, ROWS_DIGESTS, Function.identity()),
                rows == null ? 0 : rows.longValue(),
                number(policy, MIN_ACTUAL));
    }

    private static @Nullable Duration age(JsonObject policy) {
        if (!policy.has(MAX_AGE)) {
            return null;
        }
        return TimeSpan.parse(Members.text(policy, MAX_AGE))
                .orElseThrow(() -> wrong(MAX_AGE, "a time such as 7d, 12h, 30m or 90s"));
    }

    private static @Nullable Double number(JsonObject policy, String member) {
        if (!policy.has(member)) {
            return null;
        }
        if (!(policy.get(member) instanceof JsonPrimitive number) || !number.isNumber()) {
            throw wrong(member, "a number");
        }
        return number.getAsDouble();
    }

    private static <T> Set<T> set(JsonObject policy, String member, Function<String, T> reader) {
        if (!policy.has(member)) {
            return Set.of();
        }
        if (!policy.get(member).isJsonArray() || policy.getAsJsonArray(member).isEmpty()) {
            throw wrong(member, "a list of texts that is not empty");
        }
        Set<T> set = new HashSet<>();
        for (JsonElement element : policy.getAsJsonArray(member)) {
            if (!(element instanceof JsonPrimitive text) || !text.isString()) {
                throw wrong(member, "a list of texts that is not empty");
            }
            set.add(reader.apply(text.getAsString()));
        }
        return set;
    }

    private static <E extends Enum<E>> E constant(E[] values, String text) {
        return Arrays.stream(values)
                .filter(value -> value.name().equals(text))
                .findFirst()
                .orElseThrow(() -> VerifierException.unreadable(
                        "The policy names an unknown "
                                + values[0].getDeclaringClass().getSimpleName() + ", " + PrintableText.of(text) + ".",
                        "It can be one of "
                                + String.join(
                                        ", ",
                                        Arrays.stream(values).map(Enum::name).toList()) + "."));
    }

    private static VerifierException wrong(String member, String wanted) {
        return VerifierException.unreadable(
                "In the policy, " + member + " is not " + wanted + ".", "Write it as docs/attestation.md shows.");
    }
}

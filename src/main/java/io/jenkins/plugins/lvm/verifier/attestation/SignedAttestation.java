package io.jenkins.plugins.lvm.verifier.attestation;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.lvm.verifier.attestation.Refusal.Reason;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was found of checkpoints, signed. The statement's predicate is the in-toto project's <a
 * href="https://github.com/in-toto/attestation/blob/main/spec/predicates/svr.md">simple verification result</a>, version 0.1, which any
 * policy engine reads: who verified, when, and the properties that hold. Beside them, in a member named by its type as in-toto asks of
 * extensions, stands all that {@link Attestation} says.
 */
public final class SignedAttestation {
    /** The kind of what it says. */
    static final String SVR = "https://in-toto.io/attestation/svr/v0.1";

    private static final String VERIFIER = "https://plugins.jenkins.io/lvm-checkpoint-verifier/verifier/v1";
    private static final String PROPERTY = "LVM_CHECKPOINT_";
    private static final String PASSED = "PASSED";
    private static final String HINT = "Attest again with verify --attest --sign-key.";

    private SignedAttestation() {}

    /**
     * Files that may be written with an attestation: itself, and signatures beside it.
     *
     * @param attestation its path, by which the others are named
     * @param count of how many checkpoints it is
     */
    public static List<String> files(String attestation, int count) {
        List<String> files = new ArrayList<>(List.of(attestation, SignatureNames.ofGraph(attestation)));
        for (int i = 0; i < count; i++) {
            files.add(SignatureNames.of(attestation, i, count));
        }
        return files;
    }

    /**
     * Signs what was found.
     *
     * @return the text of the bundle
     */
    public static String sign(Attestation attestation, SigningKey key) {
        JsonObject statement = tree(attestation);
        statement.addProperty("predicateType", SVR);
        statement.add("predicate", predicate(attestation));
        return Bundle.sign(ContractJson.render(statement), key).render();
    }

    private static JsonObject predicate(Attestation attestation) {
        JsonObject verifier = new JsonObject();
        verifier.addProperty("id", VERIFIER);
        JsonArray properties = new JsonArray();
        properties(attestation).forEach(properties::add);
        JsonObject predicate = new JsonObject();
        predicate.add("verifier", verifier);
        predicate.addProperty("timeCreated", attestation.predicate().verifiedAt());
        predicate.add("properties", properties);
        predicate.add(Attestation.PREDICATE, tree(attestation).get("predicate"));
        return predicate;
    }

    private static JsonObject tree(Attestation attestation) {
        return ContractJson.readTree(ContractJson.render(attestation), "attestation")
                .getAsJsonObject();
    }

    /** What holds of every subject: that it was verified, that it passed, and which gates it passed on every device. */
    private static List<String> properties(Attestation attestation) {
        List<Verified> all = attestation.predicate().verifications();
        List<String> properties = new ArrayList<>(List.of(PROPERTY + "REMEASURED"));
        if (all.stream().allMatch(verified -> verified.verdict() == Verdict.PASSED)) {
            properties.add(PROPERTY + PASSED);
        }
        for (GateMetric metric : GateMetric.values()) {
            if (all.stream().allMatch(verified -> passed(verified, metric))) {
                properties.add(PROPERTY + "GATE_" + metric);
            }
        }
        return properties;
    }

    /** Whether a gate was applied and none of its kind was missed. */
    static boolean passed(Verified verified, GateMetric metric) {
        List<GateOutcome> gates = verified.gates() == null
                ? List.of()
                : verified.gates().stream()
                        .filter(gate -> gate.metric() == metric)
                        .toList();
        return !gates.isEmpty() && gates.stream().allMatch(gate -> gate.outcome() == GateOutcome.Outcome.PASSED);
    }

    /**
     * Reads an attestation, signed or not.
     *
     * @param json a bundle, or a bare statement as older versions write it
     * @param key whose word counts; null where a bare statement does, from a place where nobody else can write
     * @return what it says, or why nobody vouches for it
     * @throws VerifierException if it is not an attestation of a verification
     */
    public static Checked<Attestation> read(String json, @Nullable TrustedKey key) {
        if (!Bundle.isLike(json)) {
            Attestation bare = ContractJson.readAttestation(json);
            return key == null
                    ? Checked.accepted(bare)
                    : Checked.refused(Reason.UNSIGNED, "the attestation is not signed");
        }
        Bundle bundle = Bundle.read(json);
        return key == null
                ? Checked.accepted(parse(bundle.statement()))
                : Checked.of(bundle, key).map(signed -> parse(signed.statement()));
    }

    /** What is newer than this version may say more, and what is older less. */
    private static boolean contradicts(JsonObject predicate, Attestation attestation) {
        JsonElement passed = new JsonPrimitive(PROPERTY + PASSED);
        return !attestation.predicate().verifiedAt().equals(Members.text(predicate, "timeCreated"))
                || properties(attestation).contains(passed.getAsString())
                        != Members.required(predicate, "properties")
                                .getAsJsonArray()
                                .contains(passed);
    }

    private static Attestation parse(String json) {
        try {
            JsonObject statement = Members.of(ContractJson.readTree(json, "attestation"), "statement")
                    .only(Set.of("_type", "subject", "predicateType", "predicate"))
                    .object();
            if (!SVR.equals(Members.text(statement, "predicateType"))) {
                throw VerifierException.unreadable(
                        "The bundle states " + Members.text(statement, "predicateType")
                                + ", not the result of a verification.",
                        "Name what verify --attest wrote; a model signature ends with .sig.");
            }
            JsonObject predicate = Members.of(Members.required(statement, "predicate"), "predicate")
                    .object();
            JsonObject own = statement.deepCopy();
            own.addProperty("predicateType", Attestation.PREDICATE);
            own.add("predicate", Members.required(predicate, Attestation.PREDICATE));
            Attestation attestation = ContractJson.readAttestation(ContractJson.render(own));
            if (contradicts(predicate, attestation)) {
                throw VerifierException.unreadable(
                        "The attestation contradicts itself: its time or its properties are not those of what was found.",
                        HINT);
            }
            return attestation;
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            throw new VerifierException(
                    VerifierException.Reason.UNREADABLE,
                    "The attestation lacks a part, or has another in its place.",
                    HINT,
                    e);
        }
    }
}

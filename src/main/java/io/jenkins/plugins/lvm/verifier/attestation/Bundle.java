package io.jenkins.plugins.lvm.verifier.attestation;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A statement with its signature: a Sigstore bundle around an envelope of DSSE 1.0, signed with a key and without a log. See <a
 * href="https://github.com/secure-systems-lab/dsse/blob/master/protocol.md">DSSE</a> for what is signed, and section 4 of the <a
 * href="https://github.com/ossf/model-signing-spec/blob/main/spec/v1.0.md">OpenSSF model signing specification</a> for the form.
 *
 * @param hint what names the key, SHA-256 in hex; null in bundles of old, which hold the key itself
 * @param payload the statement's bytes
 * @param signature over them
 */
record Bundle(@Nullable String hint, byte[] payload, byte[] signature) {
    /** What a payload is. */
    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final String ENVELOPE = "dsseEnvelope";
    private static final String MATERIAL = "verificationMaterial";
    private static final int SHOWN = 16;
    private static final String HINT = "Sign again with verify --attest --sign-key.";

    /** Signs a statement. */
    static Bundle sign(String statement, SigningKey key) {
        byte[] payload = statement.getBytes(StandardCharsets.UTF_8);
        return new Bundle(key.publicKey().hint(), payload, key.sign(encoded(PAYLOAD_TYPE, payload)));
    }

    /** Whether a text may be a bundle, signed or not, and not a bare statement. */
    static boolean isLike(String json) {
        try {
            return ContractJson.readTree(json, "attestation") instanceof JsonObject object
                    && (object.has(ENVELOPE) || object.has(MATERIAL));
        } catch (VerifierException e) {
            return false;
        }
    }

    /**
     * Reads a bundle without looking at its signature.
     *
     * @throws VerifierException if it is not one, is of another version, or holds what the specification does not allow
     */
    static Bundle read(String json) {
        try {
            JsonObject bundle = Members.of(ContractJson.readTree(json, "bundle"), "bundle")
                    .only(Set.of("mediaType", MATERIAL, ENVELOPE))
                    .object();
            requireEqual(MEDIA_TYPE, Members.text(bundle, "mediaType"), "kind");
            JsonObject envelope = Members.of(Members.required(bundle, ENVELOPE), ENVELOPE)
                    .only(Set.of("payload", "payloadType", "signatures"))
                    .object();
            requireEqual(PAYLOAD_TYPE, Members.text(envelope, "payloadType"), "payload");
            JsonArray signatures = Members.required(envelope, "signatures").getAsJsonArray();
            if (signatures.size() != 1) {
                throw VerifierException.unreadable(
                        "The bundle has " + signatures.size() + " signatures, not one.", HINT);
            }
            JsonObject signature = Members.of(signatures.get(0), "signature")
                    .only(Set.of("sig", "keyid"))
                    .object();
            requireKeyId(signature.get("keyid"));
            JsonObject material =
                    Members.of(Members.required(bundle, MATERIAL), MATERIAL).object();
            String hint = hint(material);
            requireNoLog(material.get("tlogEntries"));
            return new Bundle(hint, base64(Members.text(envelope, "payload")), base64(Members.text(signature, "sig")));
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            throw new VerifierException(
                    VerifierException.Reason.UNREADABLE,
                    "The bundle lacks a part, or has another in its place.",
                    HINT,
                    e);
        }
    }

    /** The key is named by a hint, or was written out in bundles before version 1.1 of the reference implementation. */
    private static @Nullable String hint(JsonObject material) {
        if (material.has("certificate") || material.has("x509CertificateChain")) {
            throw VerifierException.unreadable(
                    "The bundle was signed with a certificate, which is not supported here.", "Sign with a bare key.");
        }
        JsonObject key =
                Members.of(Members.required(material, "publicKey"), "publicKey").object();
        if (!key.has("hint")) {
            Members.text(key, "rawBytes");
            return null;
        }
        return Members.text(key, "hint");
    }

    /** A bare key needs no log, and what is not looked at must not seem to prove anything. */
    private static void requireNoLog(@Nullable JsonElement entries) {
        if (entries != null && !entries.equals(new JsonArray())) {
            throw VerifierException.unreadable(
                    "The bundle holds entries of a log, which are not checked here.", "Sign with a bare key.");
        }
    }

    /** Absent, null or empty: the key is named by the hint, and a second name could contradict it. */
    private static void requireKeyId(@Nullable JsonElement keyId) {
        if (keyId != null && !keyId.isJsonNull() && !keyId.equals(new JsonPrimitive(""))) {
            throw VerifierException.unreadable("The bundle's signature names its key a second time.", HINT);
        }
    }

    private static void requireEqual(String known, String found, String what) {
        if (!known.equals(found)) {
            throw VerifierException.unreadable(
                    "The " + what + " of the bundle is not " + known + ".",
                    "Name a bundle that was signed with a key.");
        }
    }

    /** Either alphabet, as DSSE asks for. */
    private static byte[] base64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
            if (bytes.length > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new VerifierException(
                    VerifierException.Reason.UNREADABLE, "A part of the bundle is not in base64.", HINT, e);
        }
        throw VerifierException.unreadable("A part of the bundle is empty.", HINT);
    }

    /** Whether the key's owner signed the payload. */
    boolean isSignedBy(TrustedKey key) {
        return key.verifies(encoded(PAYLOAD_TYPE, payload), signature);
    }

    /** Whether it names another key. */
    boolean namesAnother(TrustedKey key) {
        return hint != null && !hint.equals(key.hint());
    }

    /** How people are told of a key. */
    static String abridged(@Nullable String hint) {
        String text = PrintableText.of(String.valueOf(hint));
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** The statement. */
    String statement() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** DSSE's pre-authentication encoding: nobody can pass off a payload as one of another type. */
    static byte[] encoded(String type, byte[] body) {
        byte[] name = type.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("DSSEv1 " + name.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(name);
        out.writeBytes((" " + body.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(body);
        return out.toByteArray();
    }

    /** The bundle's text. */
    String render() {
        JsonObject key = new JsonObject();
        key.addProperty("hint", hint);
        JsonObject material = new JsonObject();
        material.add("publicKey", key);
        material.add("tlogEntries", new JsonArray());
        JsonObject signed = new JsonObject();
        signed.addProperty("sig", Base64.getEncoder().encodeToString(signature));
        signed.addProperty("keyid", "");
        JsonArray signatures = new JsonArray();
        signatures.add(signed);
        JsonObject envelope = new JsonObject();
        envelope.addProperty("payload", Base64.getEncoder().encodeToString(payload));
        envelope.addProperty("payloadType", PAYLOAD_TYPE);
        envelope.add("signatures", signatures);
        JsonObject bundle = new JsonObject();
        bundle.addProperty("mediaType", MEDIA_TYPE);
        bundle.add(MATERIAL, material);
        bundle.add(ENVELOPE, envelope);
        return ContractJson.render(bundle);
    }
}

package io.jenkins.plugins.lvm.verifier.attestation;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.lvm.verifier.attestation.Refusal.Reason;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A signature of a model by the <a href="https://github.com/ossf/model-signing-spec/blob/main/spec/v1.0.md">OpenSSF model signing
 * specification</a>, version 1.0, with a bare key: whose bytes they are, and nothing of how good they are. Here a model is one file, hashed
 * whole with SHA-256; others read it with any tool that knows the specification.
 */
public final class ModelSignature {
    /** The kind of what it says, exactly as the specification has it. */
    static final String PREDICATE = "https://model_signing/signature/v1.0";

    private static final String SHA_256 = "sha256";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final String HINT = "Sign the file again with verify --attest --sign-key.";
    private static final String SUFFIX = ".sig";
    /** What the reference implementation calls a file that is a model by itself. */
    private static final String ONLY_FILE = ".";

    private final String name;
    private final String sha256;

    private ModelSignature(String name, String sha256) {
        this.name = name;
        this.sha256 = sha256;
    }

    /**
     * Where the signature of a checkpoint stands beside the attestation that was asked for.
     *
     * @param index of the checkpoint among those of the attestation
     * @param count how many these are
     */
    public static Path beside(Path attestation, int index, int count) {
        return attestation.resolveSibling(nameBeside(attestation.getFileName().toString(), index, count));
    }

    /** The same for a name alone. */
    public static String nameBeside(String attestation, int index, int count) {
        String stem = attestation.endsWith(".json") ? attestation.substring(0, attestation.length() - 5) : attestation;
        return stem + (count == 1 ? "" : "-" + (index + 1)) + SUFFIX;
    }

    /**
     * Signs one file.
     *
     * @param file its name without folders, and its digest
     * @param key of ECDSA
     * @return the text of the bundle
     */
    public static String sign(Attestation.Subject file, SigningKey key) {
        if (!key.signsModels()) {
            throw new IllegalArgumentException("the specification knows ECDSA only");
        }
        String digest = String.valueOf(file.sha256());
        JsonObject resource = new JsonObject();
        resource.addProperty("name", file.name());
        resource.addProperty("digest", digest);
        resource.addProperty("algorithm", SHA_256);
        JsonObject serialization = new JsonObject();
        serialization.addProperty("method", "files");
        serialization.addProperty("hash_type", SHA_256);
        serialization.addProperty("allow_symlinks", false);
        JsonObject predicate = new JsonObject();
        predicate.add("resources", array(resource));
        predicate.add("serialization", serialization);
        JsonObject digests = new JsonObject();
        digests.addProperty(SHA_256, root(digest));
        JsonObject subject = new JsonObject();
        subject.addProperty("name", file.name());
        subject.add("digest", digests);
        JsonObject statement = new JsonObject();
        statement.addProperty("_type", Attestation.STATEMENT);
        statement.add("subject", array(subject));
        statement.addProperty("predicateType", PREDICATE);
        statement.add("predicate", predicate);
        return Bundle.sign(ContractJson.render(statement), key).render();
    }

    /** Why a model is not signed that is a folder: a signature of some of its files would be of another model than the folder. */
    public static VerifierException folder(String path) {
        return new VerifierException(
                VerifierException.Reason.USAGE,
                path + " is a folder, and a model signature is written of one file only.",
                "Sign the attestation with a key of Ed25519, which signs no model, and the folder with a tool for folders.");
    }

    private static JsonArray array(JsonObject only) {
        JsonArray array = new JsonArray(1);
        array.add(only);
        return array;
    }

    /** SHA-256 over the digests of all files, as bytes, one after the other. */
    private static String root(String digest) {
        return Sha256.hex(HexFormat.of().parseHex(digest));
    }

    /**
     * Reads the signature of one file.
     *
     * @param json the bundle
     * @return the signature, or why the key's owner does not vouch for it
     * @throws VerifierException if it is not such a signature, or one of something else than a single file
     */
    public static Checked<ModelSignature> read(String json, TrustedKey key) {
        if (!key.signsModels()) {
            throw VerifierException.unreadable(
                    "A model is not signed with Ed25519, which the specification does not know.",
                    "Give a key of ECDSA on P-256, P-384 or P-521.");
        }
        return Checked.of(Bundle.read(json), key).map(bundle -> parse(bundle.statement()));
    }

    private static ModelSignature parse(String json) {
        try {
            JsonObject statement = Members.of(ContractJson.readTree(json, "model signature"), "statement")
                    .only(Set.of("_type", "subject", "predicateType", "predicate"))
                    .object();
            requireText(statement, "_type", Attestation.STATEMENT);
            requireText(statement, "predicateType", PREDICATE);
            JsonObject predicate = Members.of(Members.required(statement, "predicate"), "predicate")
                    .only(Set.of("resources", "serialization"))
                    .object();
            requireWholeFiles(Members.of(Members.required(predicate, "serialization"), "serialization"));
            JsonObject resource = only(Members.required(predicate, "resources").getAsJsonArray(), "file");
            requireText(resource, "algorithm", SHA_256);
            String name = Members.text(resource, "name");
            String digest = hex(resource, "digest");
            JsonObject subject = only(Members.required(statement, "subject").getAsJsonArray(), "subject");
            Members.text(subject, "name");
            String root = hex(
                    Members.of(Members.required(subject, "digest"), "digest").object(), SHA_256);
            if (!root.equals(root(digest))) {
                throw VerifierException.unreadable(
                        "The model signature contradicts itself: its subject is not made of its files.", HINT);
            }
            if (name.contains("/")) {
                throw VerifierException.unreadable(
                        "The model signature is of a folder, not of one file.", "Check it with a tool for folders.");
            }
            return new ModelSignature(name, digest);
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            throw new VerifierException(
                    VerifierException.Reason.UNREADABLE,
                    "The model signature lacks a part, or has another in its place.",
                    HINT,
                    e);
        }
    }

    private static void requireWholeFiles(Members serialization) {
        JsonObject found = serialization
                .only(Set.of("method", "hash_type", "shard_size", "allow_symlinks", "ignore_paths"))
                .object();
        String method = Members.text(found, "method");
        if (method.equals("shards")) {
            throw VerifierException.unreadable(
                    "The model was signed in shards, which is not supported here.", "Sign whole files.");
        }
        requireText(found, "method", "files");
        requireText(found, "hash_type", SHA_256);
        if (found.has("shard_size")) {
            throw VerifierException.unreadable("The model signature has shards of whole files.", HINT);
        }
        if (!(Members.required(found, "allow_symlinks") instanceof JsonPrimitive links) || !links.isBoolean()) {
            throw VerifierException.unreadable("The model signature does not say whether links were followed.", HINT);
        }
        if (found.has("ignore_paths")) {
            for (JsonElement path : found.getAsJsonArray("ignore_paths")) {
                if (!(path instanceof JsonPrimitive text) || !text.isString()) {
                    throw VerifierException.unreadable("The model signature ignores a path that is not a text.", HINT);
                }
            }
        }
    }

    private static JsonObject only(JsonArray array, String what) {
        if (array.size() != 1) {
            throw VerifierException.unreadable(
                    "The model signature has " + array.size() + " entries for its one " + what + ".",
                    "Check the signature of a folder with a tool for folders.");
        }
        return Members.of(array.get(0), what).object();
    }

    private static void requireText(JsonObject object, String member, String known) {
        if (!known.equals(Members.text(object, member))) {
            throw VerifierException.unreadable(
                    "The model signature has another " + member + " than " + known + ".", HINT);
        }
    }

    private static String hex(JsonObject object, String member) {
        String digest = Members.text(object, member);
        if (!HEX.matcher(digest).matches()) {
            throw VerifierException.unreadable("The model signature holds a digest that is not SHA-256 in hex.", HINT);
        }
        return digest;
    }

    /**
     * Decides on a file.
     *
     * @param file its name without folders
     * @param digest its SHA-256 in hex, as it is now
     * @return why it is refused; empty if it is the one that was signed
     */
    public Optional<Refusal> refusal(String file, String digest) {
        if (!sha256.equals(digest)) {
            return Optional.of(new Refusal(
                    Reason.CHANGED,
                    "its SHA-256 " + digest + " is not the one that the model signature is of: it has been changed"));
        }
        return name.equals(file) || name.equals(ONLY_FILE)
                ? Optional.empty()
                : Optional.of(new Refusal(Reason.CHANGED, "the model signature is of a file of another name, " + name));
    }
}

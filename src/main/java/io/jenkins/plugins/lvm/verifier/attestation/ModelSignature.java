package io.jenkins.plugins.lvm.verifier.attestation;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.lvm.verifier.attestation.Refusal.Reason;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.RecordedPath;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A signature of a model by the <a href="https://github.com/ossf/model-signing-spec/blob/main/spec/v1.0.md">OpenSSF model signing
 * specification</a>, version 1.0, with a bare key: whose bytes they are, and nothing of how good they are. A model is one file, or a folder
 * with all files in it, each hashed whole with SHA-256; others read it with any tool that knows the specification.
 */
public final class ModelSignature {
    /** The kind of what it says, exactly as the specification has it. */
    static final String PREDICATE = "https://model_signing/signature/v1.0";

    private static final String SHA_256 = "sha256";
    private static final String IGNORE_PATHS = "ignore_paths";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final String HINT = "Sign the file again with verify --attest --sign-key.";
    /** What the reference implementation calls a file that is a model by itself. */
    private static final String ONLY_FILE = ".";

    /** Digests in hex by the files' names. */
    private final Map<String, String> files;

    private final Set<String> ignored;

    private ModelSignature(Map<String, String> files, Set<String> ignored) {
        this.files = files;
        this.ignored = ignored;
    }

    /**
     * Signs the ONNX graph that was run; all verifications of a report run the same.
     *
     * @return the text of the bundle; empty where none was run
     */
    public static Optional<String> ofGraph(VerificationReport report, SigningKey key) {
        return report.verifications().stream()
                .flatMap(found -> Optional.ofNullable(found.model().forwardOnnx()).stream())
                .findFirst()
                .map(graph -> sign(
                        new Attestation.Subject(RecordedPath.fileName(graph.path()), Map.of(SHA_256, graph.sha256())),
                        key));
    }

    /**
     * Signs one file.
     *
     * @param file its name without folders, and its digest
     * @param key of ECDSA
     * @return the text of the bundle
     */
    public static String sign(Attestation.Subject file, SigningKey key) {
        return sign(file.name(), Map.of(file.name(), String.valueOf(file.sha256())), Set.of(), key);
    }

    /**
     * Signs all files of a folder.
     *
     * @param verified digests of those that were verified, by name
     * @throws VerifierException if one of these has been changed since, or a file cannot be read
     */
    public static String sign(ModelFiles folder, Map<String, String> verified, SigningKey key) {
        Map<String, String> digests = folder.digests();
        verified.forEach((name, digest) -> {
            if (!digest.equals(digests.get(name))) {
                throw VerifierException.unreadable(
                        "The file " + PrintableText.of(name) + " of " + PrintableText.of(folder.name())
                                + " has been changed since it was verified, so that the model is not signed.",
                        "Verify again when nothing writes into the folder.");
            }
        });
        return sign(folder.name(), digests, folder.ignored(), key);
    }

    /**
     * Signs all files of a folder by the digests that a verification took of them.
     *
     * @param name of the folder
     * @param beside paths in the folder that are no part of the model, such as the signature
     * @throws VerifierException if not all files were digested
     */
    public static String sign(String name, CheckpointFile folder, Set<String> beside, SigningKey key) {
        return sign(name, ModelFiles.digests(folder, beside), ModelFiles.ignored(beside), key);
    }

    private static String sign(String name, Map<String, String> files, Set<String> ignored, SigningKey key) {
        if (!key.signsModels()) {
            throw new IllegalArgumentException("the specification knows ECDSA only");
        }
        JsonArray resources = new JsonArray();
        files.forEach((file, digest) -> {
            JsonObject resource = new JsonObject();
            resource.addProperty("name", file);
            resource.addProperty("digest", digest);
            resource.addProperty("algorithm", SHA_256);
            resources.add(resource);
        });
        JsonObject serialization = new JsonObject();
        serialization.addProperty("method", "files");
        serialization.addProperty("hash_type", SHA_256);
        serialization.addProperty("allow_symlinks", false);
        if (!ignored.isEmpty()) {
            JsonArray paths = new JsonArray();
            ignored.forEach(paths::add);
            serialization.add(IGNORE_PATHS, paths);
        }
        JsonObject predicate = new JsonObject();
        predicate.add("resources", resources);
        predicate.add("serialization", serialization);
        JsonObject digests = new JsonObject();
        digests.addProperty(SHA_256, root(files.values()));
        JsonObject subject = new JsonObject();
        subject.addProperty("name", name);
        subject.add("digest", digests);
        JsonArray subjects = new JsonArray(1);
        subjects.add(subject);
        JsonObject statement = new JsonObject();
        statement.addProperty("_type", Attestation.STATEMENT);
        statement.add("subject", subjects);
        statement.addProperty("predicateType", PREDICATE);
        statement.add("predicate", predicate);
        return Bundle.sign(ContractJson.render(statement), key).render();
    }

    /** SHA-256 over the digests of all files, as bytes, one after the other. */
    private static String root(Collection<String> digests) {
        return Sha256.hex(HexFormat.of().parseHex(String.join("", digests)));
    }

    /**
     * Reads the signature of a file or a folder.
     *
     * @param json the bundle
     * @return the signature, or why the key's owner does not vouch for it
     * @throws VerifierException if it is not such a signature
     */
    public static Checked<ModelSignature> read(String json, TrustedKey key) {
        if (!key.signsModels()) {
            throw VerifierException.unreadable(
                    "A model is not signed with Ed25519, which the specification does not know.",
                    "Give a key of ECDSA on P-256, P-384 or P-521.");
        }
        return Checked.of(Bundle.read(json), key).map(bundle -> parse(bundle.statement()));
    }

    /** Whether a text is such a signature, of whatever model and by whomever. */
    public static boolean is(String json) {
        try {
            parse(Bundle.read(json).statement());
            return true;
        } catch (VerifierException e) {
            return false;
        }
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
            Set<String> ignored =
                    requireWholeFiles(Members.of(Members.required(predicate, "serialization"), "serialization"));
            Map<String, String> files =
                    files(Members.required(predicate, "resources").getAsJsonArray());
            JsonObject subject = only(Members.required(statement, "subject").getAsJsonArray());
            Members.text(subject, "name");
            String root = hex(
                    Members.of(Members.required(subject, "digest"), "digest").object(), SHA_256);
            if (!root.equals(root(files.values()))) {
                throw VerifierException.unreadable(
                        "The model signature contradicts itself: its subject is not made of its files.", HINT);
            }
            return new ModelSignature(files, ignored);
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            throw new VerifierException(
                    VerifierException.Reason.UNREADABLE,
                    "The model signature lacks a part, or has another in its place.",
                    HINT,
                    e);
        }
    }

    private static Map<String, String> files(JsonArray resources) {
        Map<String, String> files = new LinkedHashMap<>();
        for (JsonElement element : resources) {
            JsonObject resource = Members.of(element, "file").object();
            requireText(resource, "algorithm", SHA_256);
            if (files.put(Members.text(resource, "name"), hex(resource, "digest")) != null) {
                throw VerifierException.unreadable("The model signature names a file twice.", HINT);
            }
        }
        if (files.isEmpty()) {
            throw VerifierException.unreadable("The model signature is of no file.", HINT);
        }
        return files;
    }

    /** Returns what is no part of the model. */
    private static Set<String> requireWholeFiles(Members serialization) {
        JsonObject found = serialization
                .only(Set.of("method", "hash_type", "shard_size", "allow_symlinks", IGNORE_PATHS))
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
        Set<String> ignored = new TreeSet<>();
        if (found.has(IGNORE_PATHS)) {
            for (JsonElement path : found.getAsJsonArray(IGNORE_PATHS)) {
                if (!(path instanceof JsonPrimitive text) || !text.isString()) {
                    throw VerifierException.unreadable("The model signature ignores a path that is not a text.", HINT);
                }
                ignored.add(text.getAsString());
            }
        }
        return ignored;
    }

    private static JsonObject only(JsonArray array) {
        if (array.size() != 1) {
            throw VerifierException.unreadable(
                    "The model signature has " + array.size() + " entries for its one subject.", HINT);
        }
        return Members.of(array.get(0), "subject").object();
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
        if (files.size() != 1) {
            return changed("the model signature is of " + files.size() + " files, not of one");
        }
        Map.Entry<String, String> signed = files.entrySet().iterator().next();
        String name = signed.getKey();
        if (!digest.equals(signed.getValue())) {
            return changed(
                    "its SHA-256 " + digest + " is not the one that the model signature is of: it has been changed");
        }
        return name.equals(file) || name.equals(ONLY_FILE)
                ? Optional.empty()
                : changed("the model signature is of a file of another name, " + PrintableText.of(name));
    }

    /**
     * Decides on a folder.
     *
     * @param folder its files as they are now
     * @return why it is refused; empty if all of them are those that were signed, and there are no others
     * @throws VerifierException if a file cannot be read
     */
    public Optional<Refusal> refusal(ModelFiles folder) {
        Map<String, String> found = folder.without(ignored).digests();
        for (Map.Entry<String, String> signed : files.entrySet()) {
            String digest = found.remove(signed.getKey());
            if (digest == null) {
                return changed("it lacks " + PrintableText.of(signed.getKey()) + ", which was signed");
            }
            if (!digest.equals(signed.getValue())) {
                return changed("its file " + PrintableText.of(signed.getKey())
                        + " is not the one that was signed: it has been changed");
            }
        }
        return found.isEmpty()
                ? Optional.empty()
                : changed(
                        "it holds " + PrintableText.of(found.keySet().iterator().next()) + ", which was not signed");
    }

    private static Optional<Refusal> changed(String sentence) {
        return Optional.of(new Refusal(Reason.CHANGED, sentence));
    }
}

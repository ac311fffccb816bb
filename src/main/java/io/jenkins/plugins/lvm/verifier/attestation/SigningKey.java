package io.jenkins.plugins.lvm.verifier.attestation;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/** A private key, with the public one that belongs to it. */
public final class SigningKey {
    private static final String LABEL = "PRIVATE KEY";
    private static final List<String> ALGORITHMS = List.of("EC", "Ed25519");

    private final PrivateKey key;
    private final KeyKind kind;
    private final TrustedKey publicKey;

    private SigningKey(PrivateKey key, KeyKind kind, TrustedKey publicKey) {
        this.key = key;
        this.kind = kind;
        this.publicKey = publicKey;
    }

    /**
     * Reads a private key: PKCS#8 in PEM, not encrypted.
     *
     * @param name what people know the text by, such as its file; nothing of the text itself is ever told
     * @throws VerifierException if it is none that signs
     */
    public static SigningKey read(String pem, String name) {
        Pem block = Pem.read(pem, name);
        if (block.label().equals("ENCRYPTED PRIVATE KEY")) {
            throw VerifierException.unreadable(
                    name + " is encrypted, and there is nobody here to ask for its password.",
                    "Decrypt it where only the signing job can read it: openssl pkcs8 -in KEY.pem -out PLAIN.pem.");
        }
        if (!block.label().equals(LABEL)) {
            throw VerifierException.unreadable(
                    name + " holds a " + block.label() + ", not a private key in PKCS#8.",
                    "Convert it with: openssl pkcs8 -topk8 -nocrypt -in KEY.pem -out PKCS8.pem.");
        }
        for (String algorithm : ALGORITHMS) {
            Optional<SigningKey> found = parse(algorithm, block.der());
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw VerifierException.unreadable(
                name + " holds a key of a kind that is not supported.", "Use " + KeyKind.KNOWN + ".");
    }

    /** A new Ed25519 key. */
    public static SigningKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SigningKey(
                    pair.getPrivate(), KeyKind.ED25519, new TrustedKey(pair.getPublic(), KeyKind.ED25519));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has Ed25519.", e);
        }
    }

    private static Optional<SigningKey> parse(String algorithm, byte[] der) {
        try {
            PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            Optional<KeyKind> kind = KeyKind.of(key);
            return kind.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new SigningKey(key, kind.get(), new TrustedKey(PublicKeys.of(key), kind.get())));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + algorithm + ".", e);
        }
    }

    byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance(kind.signature());
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A key that was read signs.", e);
        }
    }

    /** Whether it may sign a model by the specification of model signatures. */
    public boolean signsModels() {
        return kind.isEcdsa();
    }

    /** What others check its signatures with. */
    public TrustedKey publicKey() {
        return publicKey;
    }

    /** The key in PEM, to be kept where nobody else reads it. */
    public String pem() {
        return Pem.write(LABEL, key.getEncoded());
    }
}

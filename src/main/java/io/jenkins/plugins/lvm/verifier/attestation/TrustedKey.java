package io.jenkins.plugins.lvm.verifier.attestation;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/** A public key whose owner's word counts. */
public final class TrustedKey {
    private static final String LABEL = "PUBLIC KEY";
    private static final List<String> ALGORITHMS = List.of("EC", "Ed25519");

    private final PublicKey key;
    private final KeyKind kind;

    TrustedKey(PublicKey key, KeyKind kind) {
        this.key = key;
        this.kind = kind;
    }

    /**
     * Reads a public key in PEM.
     *
     * @param name what people know the text by, such as its file
     * @throws VerifierException if it is none that signs, or a private one
     */
    public static TrustedKey read(String pem, String name) {
        Pem block = Pem.read(pem, name);
        if (block.label().endsWith("PRIVATE KEY")) {
            throw VerifierException.unreadable(
                    name + " is a private key, which does not belong where something is only checked.",
                    "Make the public one with: openssl pkey -in KEY.pem -pubout -out PUB.pem.");
        }
        if (!block.label().equals(LABEL)) {
            throw VerifierException.unreadable(
                    name + " holds a " + block.label() + ", not a public key.",
                    "Give a file that begins with -----BEGIN PUBLIC KEY-----.");
        }
        for (String algorithm : ALGORITHMS) {
            Optional<TrustedKey> found = parse(algorithm, block.der());
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw VerifierException.unreadable(
                name + " holds a key of a kind that is not supported.", "Use " + KeyKind.KNOWN + ".");
    }

    private static Optional<TrustedKey> parse(String algorithm, byte[] der) {
        try {
            PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
            return KeyKind.of(key).map(kind -> new TrustedKey(key, kind));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + algorithm + ".", e);
        }
    }

    /** Whether the key's owner signed these bytes. */
    boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(kind.signature());
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            // Not even the form of a signature.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + kind.signature() + ".", e);
        }
    }

    /** Whether it may sign a model by the specification of model signatures. */
    boolean signsModels() {
        return kind.isEcdsa();
    }

    /** The key in PEM. */
    public String pem() {
        return Pem.write(LABEL, key.getEncoded());
    }

    /**
     * What a bundle names the key by: SHA-256 in hex of its PEM text in lines of 64 characters, as the reference implementation of model
     * signatures has it. It proves nothing.
     */
    public String hint() {
        return Sha256.hex(pem().getBytes(StandardCharsets.US_ASCII));
    }
}

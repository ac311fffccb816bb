package io.jenkins.plugins.lvm.verifier.attestation;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Kinds of keys that sign. The curves with the hashes that Sigstore's algorithm registry pairs them with; signatures of ECDSA are in DER.
 */
enum KeyKind {
    P256("secp256r1", "SHA256withECDSA"),
    P384("secp384r1", "SHA384withECDSA"),
    P521("secp521r1", "SHA512withECDSA"),
    /** For attestations only: the specification of model signatures does not know it. */
    ED25519(null, "Ed25519");

    /** What people are told that there is. */
    static final String KNOWN = "ECDSA on P-256, P-384 or P-521, or Ed25519";

    private final @Nullable String curve;
    private final String signature;

    KeyKind(@Nullable String curve, String signature) {
        this.curve = curve;
        this.signature = signature;
    }

    /** The JDK's name of how it signs. */
    String signature() {
        return signature;
    }

    /** Whether keys are points of a curve that ECDSA signs on. */
    boolean isEcdsa() {
        return curve != null;
    }

    /** The kind of a key; empty for any other. */
    static Optional<KeyKind> of(Key key) {
        return Arrays.stream(values()).filter(kind -> kind.holds(key)).findFirst();
    }

    private boolean holds(Key key) {
        if (curve == null) {
            return key instanceof EdECKey edwards
                    && edwards.getParams().getName().equalsIgnoreCase(signature);
        }
        return key instanceof ECKey weierstrass && isCurve(weierstrass.getParams(), curve);
    }

    private static boolean isCurve(ECParameterSpec found, String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            ECParameterSpec known = parameters.getParameterSpec(ECParameterSpec.class);
            return known.getCurve().equals(found.getCurve())
                    && known.getGenerator().equals(found.getGenerator())
                    && known.getOrder().equals(found.getOrder());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + name + ".", e);
        }
    }
}

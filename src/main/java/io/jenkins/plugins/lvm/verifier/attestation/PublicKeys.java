package io.jenkins.plugins.lvm.verifier.attestation;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import javax.crypto.KeyAgreement;

/**
 * The public key of a private one, which PKCS#8 need not hold and the JDK does not tell. The JDK's own arithmetic, which does not show the
 * key by how long it takes, does the work.
 */
final class PublicKeys {
    private static final byte[] TRIAL = {1};

    private PublicKeys() {}

    static PublicKey of(PrivateKey key) throws GeneralSecurityException {
        return key instanceof ECPrivateKey curve ? ofCurve(curve) : ofEdwards((EdECPrivateKey) key);
    }

    /**
     * The public point is the key times the generator. To agree on a secret with a partner whose point is the generator gives the first
     * coordinate of that; of the two points with it, signatures show which one it is.
     */
    private static PublicKey ofCurve(ECPrivateKey key) throws GeneralSecurityException {
        ECParameterSpec curve = key.getParams();
        KeyFactory factory = KeyFactory.getInstance("EC");
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(key);
        agreement.doPhase(factory.generatePublic(new ECPublicKeySpec(curve.getGenerator(), curve)), true);
        BigInteger x = new BigInteger(1, agreement.generateSecret());
        BigInteger prime = ((ECFieldFp) curve.getCurve().getField()).getP();
        // The primes of these curves are 3 modulo 4.
        BigInteger y = x.modPow(BigInteger.valueOf(3), prime)
                .add(curve.getCurve().getA().multiply(x))
                .add(curve.getCurve().getB())
                .modPow(prime.add(BigInteger.ONE).shiftRight(2), prime);
        for (BigInteger candidate : new BigInteger[] {y, prime.subtract(y)}) {
            PublicKey found = factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, candidate), curve));
            if (belong(key, found, "SHA256withECDSA")) {
                return found;
            }
        }
        throw new InvalidKeyException("no public key belongs to it");
    }

    /** A generator that is given the seed for its random bytes makes the pair of that seed. */
    private static PublicKey ofEdwards(EdECPrivateKey key) throws GeneralSecurityException {
        byte[] seed = key.getBytes().orElseThrow(() -> new InvalidKeyException("its bytes are kept elsewhere"));
        KeyPairGenerator generator =
                KeyPairGenerator.getInstance(key.getParams().getName());
        generator.initialize(key.getParams(), new Fixed(seed));
        PublicKey found = generator.generateKeyPair().getPublic();
        if (!belong(key, found, key.getParams().getName())) {
            throw new InvalidKeyException("no public key belongs to it");
        }
        return found;
    }

    private static boolean belong(PrivateKey key, PublicKey found, String algorithm) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(TRIAL);
        byte[] signed = signature.sign();
        signature.initVerify(found);
        signature.update(TRIAL);
        return signature.verify(signed);
    }

    /** Gives the same bytes always. */
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Fixed(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] wanted) {
            System.arraycopy(bytes, 0, wanted, 0, Math.min(bytes.length, wanted.length));
        }
    }
}

package io.jenkins.plugins.lvm.verifier.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that another program made. */
class KeysTest {
    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "p521", "ed25519"})
    void aPrivateKeyTellsItsPublicOne(String name) {
        SigningKey key = Vectors.key(name);

        assertThat(key.publicKey().pem()).isEqualTo(Vectors.text(name + ".pub.pem"));
        assertThat(key.publicKey().hint()).isEqualTo(Vectors.trusted(name).hint());
        assertThat(Vectors.trusted(name).verifies(MESSAGE, key.sign(MESSAGE))).isTrue();
        assertThat(Vectors.trusted(name).verifies(new byte[] {1}, key.sign(MESSAGE)))
                .isFalse();
        assertThat(SigningKey.read(key.pem(), name).publicKey().hint())
                .isEqualTo(key.publicKey().hint());
    }

    @Test
    void aNewKeySigns() {
        SigningKey key = SigningKey.generate();

        assertThat(SigningKey.read(key.pem(), "new").publicKey().pem())
                .isEqualTo(key.publicKey().pem());
        assertThat(key.signsModels()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "encrypted.key.pem, is encrypted, openssl pkcs8 -in",
        "p256.sec1.pem, holds a EC PRIVATE KEY, openssl pkcs8 -topk8 -nocrypt",
        "p256.pub.pem, holds a PUBLIC KEY, openssl pkcs8",
        "secp256k1.key.pem, of a kind that is not supported, P-256",
        "model.pt, does not hold a key in PEM, -----BEGIN",
    })
    void refusesWhatDoesNotSign(String name, String reason, String hint) {
        String text = Vectors.text(name);
        VerifierException refused =
                catchThrowableOfType(VerifierException.class, () -> SigningKey.read(text, "the.pem"));

        assertThat(refused).hasMessageStartingWith("the.pem ").hasMessageContaining(reason);
        assertThat(refused.hint()).contains(hint);
    }

    @ParameterizedTest
    @CsvSource({
        "p256.key.pem, is a private key, -pubout",
        "p256.sec1.pem, is a private key, -pubout",
        "secp256k1.pub.pem, of a kind that is not supported, P-256",
        "model.pt, does not hold a key in PEM, -----BEGIN",
    })
    void refusesWhatChecksNothing(String name, String reason, String hint) {
        String text = Vectors.text(name);
        VerifierException refused =
                catchThrowableOfType(VerifierException.class, () -> TrustedKey.read(text, "the.pem"));

        assertThat(refused).hasMessageStartingWith("the.pem ").hasMessageContaining(reason);
        assertThat(refused.hint()).contains(hint);
    }

    @Test
    void refusesTwoKeysInOneFile() {
        String both = Vectors.text("p256.key.pem") + Vectors.text("p384.key.pem");

        assertThat(catchThrowableOfType(VerifierException.class, () -> SigningKey.read(both, "the.pem")))
                .hasMessageContaining("more than one key");
    }

    @Test
    void tellsNothingOfAKeyThatIsDamaged() {
        String text = Vectors.text("p384.key.pem");
        String base64 = text.lines().skip(1).findFirst().orElseThrow();
        for (String damaged : new String[] {
            text.replace(base64, base64.substring(4)), text.replace(base64, "=" + base64), text.replace(base64, "")
        }) {
            VerifierException refused =
                    catchThrowableOfType(VerifierException.class, () -> SigningKey.read(damaged, "the.pem"));

            assertThat(refused).isNotNull();
            for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage())).doesNotContain(base64.substring(8, 24));
            }
        }
    }
}

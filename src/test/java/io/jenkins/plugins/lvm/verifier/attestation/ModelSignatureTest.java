package io.jenkins.plugins.lvm.verifier.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jenkins.plugins.lvm.verifier.attestation.Refusal.Reason;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Subject;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Model signatures against vectors that were written by the specification, and against its schemas. */
class ModelSignatureTest {
    private static final String SHA_256 = FileDigest.sha256(Vectors.model());
    private static final Subject MODEL = new Subject("model.pt", Map.of("sha256", SHA_256));

    static List<String> valid() {
        return Vectors.names("valid");
    }

    static List<String> invalid() {
        return Vectors.names("invalid");
    }

    static List<String> invalidPayloads() {
        return Vectors.names("invalid-payload");
    }

    static List<String> refused() {
        return Vectors.names("refused");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void readsWhatIsValid(String name) {
        String bundle = Vectors.text("valid/" + name);
        Checked<ModelSignature> signature = ModelSignature.read(bundle, Vectors.trusted(keyOf(name)));

        assertThat(Vectors.faultsOfBundle(bundle)).isEmpty();
        assertThat(Vectors.faultsOfStatement(bundle)).isEmpty();
        assertThat(signature.refusal()).isEmpty();
        assertThat(signature.value().refusal("model.pt", SHA_256)).isEmpty();
    }

    private static String keyOf(String name) {
        return name.matches("p\\d+\\.sig") ? name.replace(".sig", "") : "p384";
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void refusesWhatIsNoBundle(String name) {
        String bundle = Vectors.text("invalid/" + name);

        assertThat(Vectors.faultsOfBundle(bundle)).isNotEmpty();
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> ModelSignature.read(bundle, Vectors.trusted("p384")));
    }

    @ParameterizedTest
    @MethodSource("invalidPayloads")
    void refusesWhatIsNoModelSignature(String name) {
        String bundle = Vectors.text("invalid-payload/" + name);

        assertThat(Vectors.faultsOfBundle(bundle)).isEmpty();
        assertThat(Vectors.faultsOfStatement(bundle)).isNotEmpty();
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> ModelSignature.read(bundle, Vectors.trusted("p384")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatDoesNotVouch(String name) {
        String bundle = Vectors.text("refused/" + name);
        assertThat(Vectors.faultsOfBundle(bundle)).isEmpty();
        assertThat(Vectors.faultsOfStatement(bundle)).isEmpty();

        boolean vouches;
        try {
            vouches = ModelSignature.read(bundle, Vectors.trusted("p384"))
                    .refusal()
                    .isEmpty();
        } catch (VerifierException e) {
            vouches = false;
        }
        assertThat(vouches).isFalse();
    }

    @Test
    void saysWhoseSignatureItIs() {
        assertThat(reason("refused/of-another-key.sig")).isEqualTo(Reason.FOREIGN);
        assertThat(reason("refused/hint-of-another-key.sig")).isEqualTo(Reason.FOREIGN);
        assertThat(reason("refused/payload-changed.sig")).isEqualTo(Reason.CHANGED);
    }

    private static Reason reason(String name) {
        return ModelSignature.read(Vectors.text(name), Vectors.trusted("p384"))
                .refusal()
                .orElseThrow()
                .reason();
    }

    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "p521"})
    void writesWhatTheSchemasAskFor(String key) {
        String bundle = ModelSignature.sign(MODEL, Vectors.key(key));

        assertThat(Vectors.faultsOfBundle(bundle)).isEmpty();
        assertThat(Vectors.faultsOfStatement(bundle)).isEmpty();
        assertThat(Vectors.payload(bundle))
                .contains("\"https://model_signing/signature/v1.0\"")
                .doesNotContainIgnoringCase("verdict");
        ModelSignature signature =
                ModelSignature.read(bundle, Vectors.trusted(key)).value();
        assertThat(signature.refusal("model.pt", SHA_256)).isEmpty();
        assertThat(signature.refusal("model.pt", "0".repeat(64)).orElseThrow().reason())
                .isEqualTo(Reason.CHANGED);
        assertThat(signature.refusal("other.pt", SHA_256).orElseThrow().sentence())
                .contains("another name, model.pt");
    }

    /** Every value of the bundle, and every value of what was signed, is changed, taken away, and joined by another. */
    @Test
    void everyFieldThatIsChangedIsRefused() {
        List<Mutation> mutations = Mutation.ofSigned(ModelSignature.sign(MODEL, Vectors.key("p256")));

        assertThat(mutations).hasSizeGreaterThan(50);
        // What may be absent, says nothing, and is not signed.
        assertThat(mutations.stream()
                        .filter(mutation -> vouches(mutation.changed()))
                        .map(Mutation::path))
                .containsExactlyInAnyOrder(
                        ".verificationMaterial.tlogEntries removed",
                        ".dsseEnvelope.signatures[0].keyid removed",
                        ".dsseEnvelope.signatures[0].keyid null",
                        ".verificationMaterial.more added",
                        ".verificationMaterial.publicKey.more added");
    }

    private static boolean vouches(String bundle) {
        try {
            Checked<ModelSignature> signature = ModelSignature.read(bundle, Vectors.trusted("p256"));
            return signature.refusal().isEmpty()
                    && signature.value().refusal("model.pt", SHA_256).isEmpty();
        } catch (VerifierException e) {
            return false;
        }
    }

    /** As the controller signs, which has the digests that an agent took and no file. */
    @Test
    void aFolderIsSignedByTheDigestsThatWereTakenOfIt(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("model.safetensors"), "weights");
        Files.writeString(Files.createDirectory(folder.resolve("vocab")).resolve("tokens.txt"), "tokens");
        Files.writeString(folder.resolve("said.sig"), "an earlier one");
        List<FilePart> read =
                List.of(new FilePart("model.safetensors", FileDigest.sha256(folder.resolve("model.safetensors")), 7));
        CheckpointFile verified = new CheckpointFile("/w/model", SHA_256, 7, read, ModelFiles.besides(folder, read));

        String bundle = ModelSignature.sign("model", verified, Set.of("said.sig"), Vectors.key("p256"));

        assertThat(Vectors.faultsOfBundle(bundle)).isEmpty();
        assertThat(Vectors.faultsOfStatement(bundle)).isEmpty();
        ModelSignature signature =
                ModelSignature.read(bundle, Vectors.trusted("p256")).value();
        assertThat(signature.refusal(ModelFiles.in(folder, List.of()))).isEmpty();
        Files.writeString(folder.resolve("vocab/tokens.txt"), "others");
        assertThat(signature.refusal(ModelFiles.in(folder, List.of())))
                .map(Refusal::sentence)
                .contains("its file vocab/tokens.txt is not the one that was signed: it has been changed");
        Files.delete(folder.resolve("vocab/tokens.txt"));
        assertThat(signature.refusal(ModelFiles.in(folder, List.of())))
                .map(Refusal::sentence)
                .contains("it lacks vocab/tokens.txt, which was signed");
        Files.writeString(folder.resolve("vocab/tokens.txt"), "tokens");
        Files.writeString(folder.resolve("vocab/more.txt"), "more");
        assertThat(signature.refusal(ModelFiles.in(folder, List.of())))
                .map(Refusal::sentence)
                .contains("it holds vocab/more.txt, which was not signed");
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> ModelSignature.sign(
                        "model", new CheckpointFile("/w/model", SHA_256, 7, read, null), Set.of(), Vectors.key("p256")))
                .withMessageContaining("was verified without a look at all of its files");
    }

    @Test
    void theSpecificationKnowsNoEdwardsCurves() {
        assertThatIllegalArgumentException().isThrownBy(() -> ModelSignature.sign(MODEL, Vectors.key("ed25519")));
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> ModelSignature.read(Vectors.text("valid/p384.sig"), Vectors.trusted("ed25519")))
                .withMessageContaining("does not know");
    }

    @Test
    void encodesAsInTheProtocolsExample() {
        byte[] body = "hello world".getBytes(StandardCharsets.UTF_8);

        assertThat(new String(Bundle.encoded("http://example.com/HelloWorld", body), StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void standsBesideTheAttestation() {
        assertThat(SignatureNames.beside(Path.of("out/best.attestation.json"), 0, 1))
                .isEqualTo(Path.of("out/best.attestation.sig"));
        assertThat(SignatureNames.beside(Path.of("attested"), 1, 2)).isEqualTo(Path.of("attested-2.sig"));
    }
}

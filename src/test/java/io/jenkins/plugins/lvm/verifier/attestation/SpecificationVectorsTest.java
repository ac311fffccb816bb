package io.jenkins.plugins.lvm.verifier.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors that the specification of model signatures publishes, against its own schemas and against our reader. */
class SpecificationVectorsTest {
    /** The owner of the key that the vectors and the reference implementation's tests were signed with. */
    private static final TrustedKey KEY = TrustedKey.read(Vectors.text("reference/signing-key-pub.pem"), "the key");

    @TempDir
    private Path folder;

    static List<String> valid() {
        return names("valid");
    }

    static List<String> invalid() {
        return names("invalid");
    }

    static List<String> invalidPayloads() {
        return names("invalid-payload");
    }

    private static List<String> names(String kind) {
        String folder = "specification/" + kind;
        return Vectors.names(folder).stream().map(name -> folder + "/" + name).toList();
    }

    @Test
    void areAllThere() {
        assertThat(valid()).hasSize(3);
        assertThat(invalid()).hasSize(4);
        assertThat(invalidPayloads()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("valid")
    void theSchemasAcceptWhatIsValid(String name) {
        assertThat(Vectors.faultsOfBundle(Vectors.text(name))).isEmpty();
        assertThat(Vectors.faultsOfStatement(Vectors.text(name))).isEmpty();
    }

    @Test
    void theKeysOwnerSignedTheVectorOfABareKey() {
        Bundle bundle = Bundle.read(Vectors.text("specification/valid/key.bundle.json"));

        assertThat(bundle.hint()).isEqualTo(KEY.hint());
        assertThat(Checked.of(bundle, KEY).refusal()).isEmpty();
        assertThat(Checked.of(bundle, Vectors.trusted("p384")).refusal()).isPresent();
    }

    /** The reference implementation calls it {@code .}, and names the key by the key itself. */
    @Test
    void acceptsTheReferenceImplementationsSignatureOfOneFile() {
        String sha256 = FileDigest.sha256(Vectors.path("reference/signme-1"));
        ModelSignature signature = read("reference/v1.0.0.sig").value();

        assertThat(signature.refusal("signme-1", sha256)).isEmpty();
        assertThat(signature.refusal("signme-1", FileDigest.sha256(Vectors.path("reference/signme-2"))))
                .map(Refusal::reason)
                .contains(Refusal.Reason.CHANGED);
    }

    /** By the specification's own vector, and by the reference implementation's signature of the same folder. */
    @Test
    void acceptsTheFolderThatWasSignedAndNoOther() throws IOException {
        Path signature = folder.resolve("model.sig");
        for (String name : List.of("signme-1", "signme-2")) {
            Files.copy(Vectors.path("reference/" + name), folder.resolve(name));
        }
        Files.createFile(folder.resolve("ignore-me"));
        Files.createFile(signature);
        for (String bundle : List.of("specification/valid/key.bundle.json", "reference/v1.1.0.sig")) {
            ModelSignature signed = read(bundle).value();
            assertThat(signed.refusal(ModelFiles.in(folder, List.of(signature))))
                    .isEmpty();

            Path more = Files.createFile(folder.resolve("more"));
            assertThat(signed.refusal(ModelFiles.in(folder, List.of(signature))))
                    .map(Refusal::sentence)
                    .contains("it holds more, which was not signed");
            Files.delete(more);
        }
        assertThat(read("reference/v1.0.0.sig").value().refusal(ModelFiles.in(folder, List.of(signature))))
                .isPresent();
    }

    /** As the reference implementation signs it: the same files in the same order, and so the same digest of the whole. */
    @Test
    void signsAFolderAsTheReferenceImplementationDoes() throws IOException {
        for (String name : List.of("signme-2", "signme-1")) {
            Files.copy(Vectors.path("reference/" + name), folder.resolve(name));
        }
        String bundle = ModelSignature.sign(ModelFiles.in(folder, List.of()), Map.of(), Vectors.key("p384"));

        assertThat(Vectors.faultsOfBundle(bundle)).isEmpty();
        assertThat(Vectors.faultsOfStatement(bundle)).isEmpty();
        assertThat(subject(bundle)).isEqualTo(subject(Vectors.text("specification/valid/key.bundle.json")));
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> ModelSignature.sign(
                        ModelFiles.in(folder, List.of()), Map.of("signme-1", "0".repeat(64)), Vectors.key("p384")))
                .withMessageContaining("has been changed since it was verified");
    }

    private static JsonElement subject(String bundle) {
        return JsonParser.parseString(Vectors.payload(bundle))
                .getAsJsonObject()
                .getAsJsonArray("subject")
                .get(0)
                .getAsJsonObject()
                .get("digest");
    }

    /** Other methods than the bare key are not ours, and the person is told which it is. */
    @Test
    void certificatesAreRefusedByName() {
        for (String method : List.of("certificate", "sigstore")) {
            assertThatExceptionOfType(VerifierException.class)
                    .isThrownBy(() -> read("specification/valid/" + method + ".bundle.json"))
                    .withMessageContaining("signed with a certificate");
        }
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void whatIsNoBundleIsRefused(String name) {
        assertThat(Vectors.faultsOfBundle(Vectors.text(name))).isNotEmpty();
        assertThatExceptionOfType(VerifierException.class).isThrownBy(() -> read(name));
    }

    /** With its signature it would be refused for that alone: what is said is refused for itself. */
    @ParameterizedTest
    @MethodSource("invalidPayloads")
    void whatSaysSomethingElseIsRefused(String name) {
        String bundle = Vectors.text(name);
        SigningKey own = Vectors.key("p384");
        String signed = Bundle.sign(Vectors.payload(bundle), own).render();

        assertThat(Vectors.faultsOfBundle(bundle)).isEmpty();
        assertThat(Vectors.faultsOfStatement(bundle)).isNotEmpty();
        assertThat(read(name).refusal()).isPresent();
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> ModelSignature.read(signed, Vectors.trusted("p384")))
                .withMessageContaining("predicateType");
    }

    private static Checked<ModelSignature> read(String name) {
        return ModelSignature.read(Vectors.text(name), KEY);
    }
}

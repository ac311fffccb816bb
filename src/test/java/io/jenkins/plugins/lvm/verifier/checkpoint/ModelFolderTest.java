package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders as Hugging Face's libraries save a model; what they hold is verified in WeightsPlacesTest. */
class ModelFolderTest {
    private static final String INDEX = "model.safetensors.index.json";
    private static Path fixtures;

    @TempDir
    private Path folder;

    @BeforeAll
    static void letTorchWork() {
        fixtures = PythonFixtures.run("weights_fixtures.py", "weights");
    }

    private Path copyOf(String name) throws IOException {
        try (Stream<Path> files = Files.list(fixtures.resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        return folder;
    }

    @Test
    void theDigestIsOverEachFileByName() throws IOException {
        try (Checkpoint checkpoint = CheckpointReader.open(fixtures.resolve("folder_shards"))) {
            assertThat(checkpoint.parts())
                    .extracting(FilePart::name)
                    .containsExactly(
                            "config.json",
                            "model-00001-of-00002.safetensors",
                            "model-00002-of-00002.safetensors",
                            INDEX,
                            "trainer_state.json");
            String lines = checkpoint.parts().stream()
                    .map(part ->
                            digest(fixtures.resolve("folder_shards").resolve(part.name())) + "  " + part.name() + "\n")
                    .collect(Collectors.joining());
            assertThat(checkpoint.sha256()).isEqualTo(DigestUtils.sha256Hex(lines));
            assertThat(checkpoint.format()).isEqualTo("safetensors in a folder");
        }
    }

    private static String digest(Path file) {
        try {
            return DigestUtils.sha256Hex(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void configurationAndClaimLieBesideTheWeights() {
        try (Checkpoint checkpoint = CheckpointReader.open(fixtures.resolve("folder_single"))) {
            assertThat(checkpoint.declaredType()).contains("gru");
            assertThat(checkpoint.modelConfig()).containsEntry("d_model", 12L);
            assertThat(checkpoint.claim())
                    .get()
                    .extracting(StatedMetric::source)
                    .isEqualTo("trainer_state.log_history.eval_val_cosine");
        }
    }

    @Test
    void aFolderWithoutAModelIsAFolder() {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> CheckpointReader.open(folder))
                .withMessage(folder + " is a folder.");
    }

    @Test
    void aModelInTwoFormatsIsRefused() throws IOException {
        copyOf("folder_single");
        Files.copy(fixtures.resolve("folder_pickled/pytorch_model.bin"), folder.resolve("pytorch_model.bin"));
        refuses("holds both model.safetensors and pytorch_model.bin, so that two readers find two models.");
    }

    @Test
    void anAdapterAloneIsRefused() throws IOException {
        Files.copy(fixtures.resolve("folder_single/model.safetensors"), folder.resolve("adapter_model.safetensors"));
        refuses("holds an adapter without the model that it changes.");
    }

    @Test
    void aShardThatIsMissingIsNamed() throws IOException {
        copyOf("folder_shards");
        Files.delete(folder.resolve("model-00002-of-00002.safetensors"));
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> CheckpointReader.open(folder))
                .withMessage(folder.resolve("model-00002-of-00002.safetensors") + " does not exist.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model-00002-of | ../model-00002-of | holds an index that names ../model-00002-of-00002.safetensors as a shard.",
                "\"output_proj.bias\" | \"output_proj.scale\" | holds an index that shards contradict: output_proj.bias is in"
                        + " model-00002-of-00002.safetensors.",
                "\"weight_map\" | \"places\" | holds an index without a weight_map, which says where tensors are."
            })
    void anIndexThatLeavesAChoiceIsRefused(String what, String by, String said) throws IOException {
        copyOf("folder_shards");
        Path index = folder.resolve(INDEX);
        Files.writeString(index, Files.readString(index).replace(what, by));
        refuses(said);
    }

    @Test
    void aNameTwiceInTheIndexIsRefused() throws IOException {
        copyOf("folder_shards");
        Path index = folder.resolve(INDEX);
        Files.writeString(
                index, Files.readString(index).replace("\"weight_map\": {", "\"weight_map\": {}, \"weight_map\": {"));
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> CheckpointReader.open(folder))
                .withMessage(index + " is damaged: its JSON cannot be understood, or a name occurs in it twice.");
    }

    @Test
    void aTensorInTwoShardsIsRefused() throws IOException {
        copyOf("folder_shards");
        Files.copy(
                folder.resolve("model-00001-of-00002.safetensors"),
                folder.resolve("model-00002-of-00002.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);
        refuses("holds the tensor input_proj.weight in two shards.");
    }

    @Test
    void whatChangesMeanwhileEndsIt() throws IOException {
        copyOf("folder_single");
        try (Checkpoint checkpoint = CheckpointReader.open(folder)) {
            StateDict state = checkpoint.stateDict();
            byte[] bytes = Files.readAllBytes(folder.resolve("model.safetensors"));
            bytes[bytes.length - 1] ^= 1;
            Files.write(folder.resolve("model.safetensors"), bytes);
            assertThatExceptionOfType(VerifierException.class)
                    .isThrownBy(() -> state.floats("output_proj.bias"))
                    .withMessageContaining("changed while it was being verified");
        }
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws IOException {
        copyOf("folder_single");
        Files.write(
                folder.resolve("config.json"), "{\"model_type\": \"gr\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> CheckpointReader.open(folder))
                .withMessageContaining("config.json is damaged: its JSON cannot be understood");
    }

    private void refuses(String said) {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> CheckpointReader.open(folder))
                .withMessage(folder + " " + said);
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stated of a model that is a folder, and by which of its files. */
class FolderCommandsTest {
    private static final Path KEYS = Path.of(System.getProperty("basedir", "."), "src/test/resources/model-signing");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path fixtures;
    private Path model;

    @BeforeEach
    void copyModel() throws IOException {
        fixtures = PythonFixtures.run("weights_fixtures.py", "weights");
        model = Files.createDirectory(folder.resolve("model"));
        try (Stream<Path> files = Files.list(fixtures.resolve("folder_shards"))) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
    }

    private int verify(String... options) {
        return run("verify", options, "--report", folder.resolve("report.json").toString());
    }

    private int run(String command, String[] options, String... more) {
        List<String> line = new ArrayList<>(List.of(
                command,
                "--data",
                fixtures.resolve("sequences.npz").toString(),
                "--split",
                "all",
                "--checkpoint",
                model.toString()));
        line.addAll(List.of(options));
        line.addAll(List.of(more));
        return LvmVerify.run(new PrintWriter(out, true), new PrintWriter(err, true), line.toArray(String[]::new));
    }

    private int check(String... options) {
        List<String> line = new ArrayList<>(List.of("attest-check", attested(), "--checkpoint", model.toString()));
        line.addAll(List.of(options));
        line.addAll(List.of("--require", "PASSED,UNSTABLE,FAILED"));
        return LvmVerify.run(new PrintWriter(out, true), new PrintWriter(err, true), line.toArray(String[]::new));
    }

    private String attested() {
        return folder.resolve("attested.json").toString();
    }

    private void requireRefused(String why) {
        assertThat(check()).as(out.toString() + err).isEqualTo(3);
        assertThat(out.toString()).endsWith("REFUSED  " + model + ": " + why + "." + System.lineSeparator());
    }

    /** Without a signature, too: what a trainer's code or a tokenizer makes of a model is part of it. */
    @Test
    void anAttestationHoldsForAllFilesReadOrNot() throws IOException {
        Path tokens = Files.writeString(model.resolve("tokens.txt"), "read by nobody");
        assertThat(verify("--attest", attested())).as(err.toString()).isLessThan(3);
        assertThat(check()).as(out.toString() + err).isZero();

        Path more = Files.writeString(Files.createDirectory(model.resolve("b")).resolve("more.py"), "x");
        requireRefused("it holds b/more.py, which is not in the statement");
        Files.delete(more);
        Files.writeString(tokens, "changed");
        requireRefused("its file tokens.txt is not the one that was verified: it has been changed since");
        Files.delete(tokens);
        requireRefused("it lacks tokens.txt, which was verified");
        Files.writeString(tokens, "read by nobody");
        assertThat(check()).as(out.toString() + err).isZero();

        Files.writeString(model.resolve("trainer_state.json"), " ", StandardOpenOption.APPEND);
        requireRefused("its file trainer_state.json is not the one that was verified: it has been changed since");
    }

    private void merge(String... ofEachPart) {
        List<String> parts = new ArrayList<>();
        for (String shard : List.of("1/2", "2/2")) {
            parts.add(folder.resolve("part-" + parts.size()).toString());
            assertThat(run(
                            "verify",
                            ofEachPart,
                            "--batch-size",
                            "32",
                            "--shard",
                            shard,
                            "--report",
                            parts.get(parts.size() - 1)))
                    .as(out.toString() + err)
                    .isZero();
        }
        assertThat(InProcess.lvmVerify("merge", parts.get(0), parts.get(1), "--attest", attested())
                        .exitCode())
                .isLessThan(3);
    }

    @Test
    void partsListTheFilesWhereTheyAreMeasuredForAnAttestation() throws IOException {
        merge("--attest", attested());
        assertThat(check()).as(out.toString() + err).isZero();

        Files.writeString(model.resolve("tokens.txt"), "read by nobody");
        requireRefused("it holds tokens.txt, which is not in the statement");

        merge();
        assertThat(Path.of(attested())).content().contains("\"files\": null");
        assertThat(check()).as(out.toString() + err).isZero();
    }

    /** Older versions listed none. */
    @Test
    void whereNoFilesAreListedThoseThatAreReadCount() throws IOException {
        verify("--attest", attested());
        Path statement = Path.of(attested());
        Files.writeString(statement, Files.readString(statement).replaceFirst("(?s)\"files\": \\[.*?\\],", ""));
        assertThat(statement).content().doesNotContain("\"files\"");

        Files.writeString(model.resolve("tokens.txt"), "read by nobody");
        assertThat(check()).as(out.toString() + err).isZero();
        Files.writeString(model.resolve("trainer_state.json"), " ", StandardOpenOption.APPEND);
        assertThat(check()).isEqualTo(3);
        assertThat(out.toString())
                .contains("is not in the statement: it was never verified, or has been changed since");
    }

    @Test
    void anAuditRecomputesItsRows() {
        verify("--attest", attested());
        String[] kept = {
            "--attestation",
            attested(),
            "--cosines",
            folder.resolve("cosines.f32").toString()
        };

        assertThat(run("audit", kept)).as(out.toString() + err).isZero();
        assertThat(out.toString()).containsPattern("AGREES +\\S*model");
    }

    @Test
    void anAuditIsOfTheStateDictThatWasAttested() {
        model = fixtures.resolve("averages.pt");
        verify("--attest", attested(), "--weights", "ema_state_dict");
        String[] kept = {
            "--attestation",
            attested(),
            "--cosines",
            folder.resolve("cosines.f32").toString()
        };

        assertThat(run("audit", kept, "--weights", "ema_state_dict"))
                .as(out.toString() + err)
                .isZero();
        assertThat(run("audit", kept)).as("the model's own").isEqualTo(2);
    }

    @Test
    void theBillOfMaterialsListsItsFiles() throws Exception {
        Path bom = folder.resolve("bom.json");
        verify("--bom", bom.toString());

        String json = Files.readString(bom);
        assertThat(ModelBomTest.faults(json)).isEmpty();
        JsonObject listed = JsonParser.parseString(json)
                .getAsJsonObject()
                .getAsJsonArray("components")
                .get(0)
                .getAsJsonObject();
        assertThat(listed.has("hashes")).isFalse();
        List<JsonObject> files = listed.getAsJsonArray("components").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
        assertThat(files).hasSize(5).allSatisfy(file -> assertThat(file.getAsJsonArray("hashes")
                        .get(0)
                        .getAsJsonObject()
                        .get("content")
                        .getAsString())
                .isEqualTo(FileDigest.sha256(model.resolve(file.get("name").getAsString()))));
    }

    /** Also of those that nobody read: whoever adds, takes away or changes one has another model. */
    @Test
    void aSignatureIsOfAllFilesOfTheFolder() throws IOException {
        Path ignored = Files.createDirectories(model.resolve(".git")).resolve("HEAD");
        Files.writeString(ignored, "ref");
        Files.writeString(Files.createDirectories(model.resolve("b/c")).resolve("notes.txt"), "read by nobody");
        Path signature = model.resolve("attested.sig");
        Path statement = model.resolve("attested.json");
        assertThat(verify(
                        "--attest",
                        statement.toString(),
                        "--sign-key",
                        KEYS.resolve("p256.key.pem").toString()))
                .as(err.toString())
                .isLessThan(3);

        assertThat(checkSigned(statement, signature)).as(out.toString() + err).isZero();
        assertThat(attestedFiles(statement))
                .contains("model.safetensors.index.json", "b/c/notes.txt")
                .doesNotContain(".git/HEAD");
        Files.writeString(ignored, "another ref");
        assertThat(checkSigned(statement, signature))
                .as("version control's own")
                .isZero();

        Path more = Files.writeString(model.resolve("b/more.txt"), "x");
        assertThat(checkSigned(statement, signature)).isEqualTo(3);
        assertThat(out.toString()).contains("it holds b/more.txt, which is not in the statement");
        Files.delete(more);
        Files.writeString(model.resolve("b/c/notes.txt"), ".", StandardOpenOption.APPEND);
        assertThat(checkSigned(statement, signature)).isEqualTo(3);
        assertThat(out.toString()).contains("its file b/c/notes.txt is not the one that was verified");
        Files.delete(model.resolve("b/c/notes.txt"));
        assertThat(checkSigned(statement, signature)).isEqualTo(3);
        assertThat(out.toString()).contains("it lacks b/c/notes.txt, which was verified");
    }

    /** Also what nobody read, so that the gate of a controller that has no such files can refuse more. */
    private static List<String> attestedFiles(Path statement) throws IOException {
        String payload = JsonParser.parseString(Files.readString(statement))
                .getAsJsonObject()
                .getAsJsonObject("dsseEnvelope")
                .get("payload")
                .getAsString();
        JsonObject predicate = JsonParser.parseString(
                        new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("predicate");
        return predicate
                .getAsJsonObject(Attestation.PREDICATE)
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("files")
                .asList()
                .stream()
                .map(file -> file.getAsJsonObject().get("name").getAsString())
                .toList();
    }

    private int checkSigned(Path statement, Path signature) {
        return LvmVerify.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "attest-check",
                statement.toString(),
                "--checkpoint",
                model.toString(),
                "--key",
                KEYS.resolve("p256.pub.pem").toString(),
                "--model-signature",
                signature.toString(),
                "--require",
                "PASSED,UNSTABLE,FAILED");
    }

    @Test
    void aLinkInTheFolderIsRefusedBeforeAnythingIsMeasured() throws IOException {
        Files.createSymbolicLink(model.resolve("link"), fixtures.resolve("sequences.npz"));

        String why = "model/link is a link or a device, and only files are attested and signed.";
        assertThat(verify(
                        "--attest",
                        attested(),
                        "--sign-key",
                        KEYS.resolve("p256.key.pem").toString()))
                .isEqualTo(65);
        assertThat(err.toString()).contains(why);
        assertThat(out.toString()).isEmpty();
        assertThat(verify("--attest", attested())).as("without a signature").isEqualTo(65);
        assertThat(out.toString()).contains(why).doesNotContain(" rows");
    }
}

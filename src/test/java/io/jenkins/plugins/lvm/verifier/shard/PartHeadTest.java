package io.jenkins.plugins.lvm.verifier.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.ModelBuilder;
import io.jenkins.plugins.lvm.verifier.contract.Shard;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Software;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What keeps two parts from being joined: each thing that they have to have in common. */
class PartHeadTest {
    private static final List<String> DEFINITIONS = List.of("gru-stack");

    private static Verification described() {
        return new SampleVerification("a.pt", "gru-stack", 0.5, 1).claiming(0.5).build();
    }

    private static PartHead head(Verification description) {
        return head(description, PartHead.VERSION, DEFINITIONS, GateSettings.defaults());
    }

    private static PartHead head(Verification description, int version, List<String> definitions, GateSettings gates) {
        return new PartHead(
                version,
                new Shard(1, 2),
                2000,
                new PartHead.Sizes(32, 64, 768, true),
                definitions,
                -1,
                description,
                gates);
    }

    private static Verification with(UnaryOperator<Software> software) {
        return described().toBuilder()
                .software(software.apply(described().software()))
                .build();
    }

    private static Verification of(Data data) {
        return described().toBuilder().data(data).build();
    }

    private static Verification graph(String sha256) {
        return described().toBuilder()
                .model(new ModelBuilder()
                        .forwardDefinition("onnx")
                        .fitting(List.of("onnx"))
                        .forwardOnnx(new CheckpointFile("graph.onnx", sha256, 100))
                        .build())
                .build();
    }

    private static Verification metric(String name) {
        return described().toBuilder()
                .measured(new Measured(name, MeanKind.SAMPLE_MEAN, 0.02, 0.02, 0.001, "INDEPENDENT", null, List.of()))
                .build();
    }

    private static String refusal(Verification one, Verification other) {
        return head(other).differsFrom(head(one));
    }

    @Test
    void partsOfOneVerificationBelongTogether() {
        assertThat(refusal(described(), described())).isNull();
        assertThat(refusal(graph("ab".repeat(32)), graph("ab".repeat(32)))).isNull();
        assertThat(refusal(metric("mse"), metric("mse"))).isNull();
    }

    private static Verification folder(@Nullable List<FilePart> others) {
        List<FilePart> read = List.of(new FilePart("model.safetensors", "aa".repeat(32), 100));
        return described().toBuilder()
                .checkpoint(new CheckpointFile("model", "ab".repeat(32), 100, read, others))
                .build();
    }

    /** What nobody reads is part of what the result is stated of. */
    @Test
    void otherFilesInTheFolderAreRefused() {
        String why = "other files lie in the folder of its checkpoint, or were not looked at";
        FilePart tokens = new FilePart("tokens.txt", "cd".repeat(32), 6);
        FilePart changed = new FilePart("tokens.txt", "ef".repeat(32), 6);

        assertThat(refusal(folder(List.of(tokens)), folder(List.of(tokens)))).isNull();
        assertThat(refusal(folder(null), folder(null))).isNull();
        assertThat(refusal(folder(List.of(tokens)), folder(List.of(changed)))).isEqualTo(why);
        assertThat(refusal(folder(List.of(tokens)), folder(List.of()))).isEqualTo(why);
        assertThat(refusal(folder(List.of()), folder(null))).isEqualTo(why);
    }

    @Test
    void otherDataIsToldByItsFingerprintAndItsArrays() {
        Data data = described().data();

        assertThat(refusal(
                        described(),
                        of(new Data(
                                data.path(),
                                "beef".repeat(16),
                                data.sequences(),
                                data.keys(),
                                data.rowsDigest(),
                                data.scoredRowsDigest(),
                                null))))
                .isEqualTo("it is of other data");
        assertThat(refusal(
                        described(),
                        of(new Data(
                                data.path(),
                                data.fingerprint(),
                                data.sequences(),
                                List.of("contexts", "targets"),
                                data.rowsDigest(),
                                data.scoredRowsDigest(),
                                null))))
                .isEqualTo("it is of other data");
    }

    @Test
    void otherGraphsMetricsAndDefinitionsAreRefused() {
        assertThat(refusal(graph("ab".repeat(32)), graph("cd".repeat(32)))).isEqualTo("it is of another ONNX graph");
        assertThat(refusal(described(), metric("mse"))).isEqualTo("its metric is mse, not cosine");
        assertThat(refusal(metric("mae"), metric("mse"))).isEqualTo("its metric is mse, not mae");
        assertThat(head(described(), PartHead.VERSION, List.of("mlp"), GateSettings.defaults())
                        .differsFrom(head(described())))
                .isEqualTo("it is of other forward definitions");
    }

    @Test
    void otherThresholdsAndVersionsAreRefused() {
        String version = "another version of the verifier or of libtorch measured it";

        assertThat(head(
                                described(),
                                PartHead.VERSION,
                                DEFINITIONS,
                                GateSettings.builder().failThreshold(0.3).build())
                        .differsFrom(head(described())))
                .isEqualTo("it was verified with other thresholds");
        assertThat(refusal(
                        described(),
                        with(of ->
                                new Software("0.2.0", of.libtorch(), of.djl(), of.nd4j(), of.java(), of.platform()))))
                .isEqualTo(version);
        assertThat(refusal(
                        described(),
                        with(of ->
                                new Software(of.verifier(), "2.8.0", of.djl(), of.nd4j(), of.java(), of.platform()))))
                .isEqualTo(version);
        assertThat(head(described(), PartHead.VERSION - 1, DEFINITIONS, GateSettings.defaults())
                        .differsFrom(head(described())))
                .isEqualTo("another version wrote it");
    }
}

package io.jenkins.plugins.lvm.verifier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs that are not run: each is refused by name, with what to do. */
class RefusedGraphsTest {
    private static Problem problem(VerificationRequestBuilder request) {
        VerificationResult result = new Verifier(request.build()).verify(new Progress() {});
        assertThat(result.report().verifications()).isEmpty();
        assertThat(result.report().errors()).hasSize(1);
        return result.report().errors().get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    custom_domain        | operator 'Gelu' (node 'evil') of the domain 'com.microsoft'      | standard operators
                    unknown_operator     | operator 'Exec', which is not supported                          | docs/onnx.md
                    random               | draws random numbers by the operator 'RandomNormalLike'          | model.eval()
                    training_dropout     | training mode: the operator 'Dropout'                            | model.eval()
                    training_norm        | training mode: the operator 'BatchNormalization'                 | model.eval()
                    function             | defines functions of its own                                     | inline_local_functions
                    sparse               | sparse tensors                                                   | dense
                    segments             | that is in segments                                              | float32
                    text_tensor          | elements of type 8                                               | float32
                    constant_node        | 1 constant of more than 64 elements                              | --graph-constants
                    constant_floats      | 'hidden.value_floats' ([80])                                     | --graph-constants
                    constant_integers    | 'bytes' (int8 [16, 16])                                          | --graph-constants
                    constant_initializer | 'hidden' (float [16, 16])                                        | --graph-constants
                    constant_in_branch   | 2 constants of more than 64 elements                             | --graph-constants
                    constant_in_pieces   | 12806 numbers in small constants                                 | --graph-constants
                    constant_in_numbers  | numbers in small constants                                       | --graph-constants
                    external_constant    | keeps the tensor 'elsewhere' in another file                     | export_params=False
                    renamed              | no place for the checkpoint's 'up.weight'                        | export_params=False
                    unread_tensor        | no place for the checkpoint's 'up.bias'                          | export_params=False
                    other_shape          | gives 'up.weight' the shape [16, 40]                             | belong to this model
                    half_precision       | 'up.bias' as float16                                             | model.float()
                    defined_twice        | defines the value 'up.weight' twice                              | again
                    two_inputs           | reads 2 inputs that the checkpoint does not give                 | into the module
                    integer_input        | reads 'context' as int64                                         | float32
                    sequence_output      | predicts an array of shape [any, 5, 16]                          | last step
                    wrong_width          | is float32 (64, 16), and a prediction has 8 components           | targets of that width
                    rows_mixed           | for a context alone                                              | batch_first
                    nested               | nests more than 8 graphs                                         | conditions
                    old_opset            | uses version 7 of the operators                                  | opset_version=17
                    new_opset            | uses version 99 of the operators                                 | opset_version=17
                    cut_off              | not a complete ONNX graph                                        | again
                    not_onnx             | not a complete ONNX graph                                        | again
                    empty                | is not an ONNX graph                                             | torch.onnx.export
                    another_model        | and for no other tensor of it                                    | belong to this model
                    """)
    void itSaysWhatIsWrongAndWhatToDo(String name, String message, String hint) {
        Problem problem = problem(OnnxFixtures.request("newer_external", "refused/" + name + ".onnx"));

        assertThat(problem.message()).contains(message).endsWith(".");
        assertThat(problem.hint()).contains(hint);
        assertThat(problem.code()).isEqualTo(65);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    folded_matrices | small_transformer | transposed, into 'onnx::MatMul_  | do_constant_folding=False
                    folded_gates    | stacked_lstm      | gates of recurrent layers        | do_constant_folding=False
                    fused_norm      | convolutions      | fused batch normalisations       | training=torch.onnx.TrainingMode.PRESERVE
                    """)
    void weightsThatTheExporterChangedAreNamed(String graph, String model, String message, String hint) {
        Problem problem = problem(OnnxFixtures.request(model, "refused/" + graph + ".onnx"));

        assertThat(problem.message()).contains("has no place for the checkpoint's", message);
        assertThat(problem.hint()).contains(hint);
    }

    /** As a sparse file, which takes neither disk nor memory. */
    @Test
    void aGraphThatIsTooLargeIsNotRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.onnx");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength((256L << 20) + 1);
        }

        assertThatThrownBy(() -> OnnxGraph.open(file))
                .isInstanceOf(VerifierException.class)
                .hasMessageContaining("has 268435457 bytes, and a graph may have 268435456.");
    }

    @Test
    void everyRefusedGraphIsTested() throws IOException {
        Set<String> tested = Stream.of(RefusedGraphsTest.class.getDeclaredMethods())
                .map(method -> method.getAnnotation(CsvSource.class))
                .filter(source -> source != null)
                .flatMap(source -> source.textBlock().lines())
                .map(line -> line.strip().split("[ |]", 2)[0] + ".onnx")
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.list(OnnxFixtures.folder().resolve("refused"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(tested);
        }
    }

    @Test
    void constantsMayBeAllowedAndAreNamed() {
        List<String> notes = new ArrayList<>();
        VerificationResult result = new Verifier(OnnxFixtures.request("newer_external", "refused/constant_node.onnx")
                        .set(Settings.GRAPH_CONSTANTS, true)
                        .build())
                .verify(new Progress() {
                    @Override
                    public void note(String message) {
                        notes.add(message);
                    }
                });

        assertThat(result.report().errors()).isEmpty();
        assertThat(result.report().verifications()).hasSize(1);
        assertThat(notes)
                .anyMatch(note -> note.startsWith(
                        "the graph brings numbers of its own, which were allowed: 'hidden' (float [16, 16]"));
    }

    /** Whatever is changed in a graph, it is read and held against weights, or refused with a sentence. */
    @Test
    void changedBytesAreHarmless(@TempDir Path folder) throws IOException {
        Random random = new Random(5);
        NamedTensors weights = new Shapes(Map.of(
                "norm.weight", new long[] {16},
                "norm.bias", new long[] {16},
                "up.weight", new long[] {40, 16},
                "up.bias", new long[] {40},
                "down.weight", new long[] {16, 40},
                "down.bias", new long[] {16}));
        for (String graph : List.of("newer_external.onnx", "newer_branch.onnx", "newer_with_weights.onnx")) {
            byte[] whole = Files.readAllBytes(Path.of(OnnxFixtures.file(graph)));
            for (int i = 0; i < 1500; i++) {
                byte[] changed = whole.clone();
                for (int change = 0; change <= random.nextInt(4); change++) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                Path file = Files.write(folder.resolve("changed.onnx"), changed);
                assertThatCode(() -> {
                            try {
                                BoundGraph bound = OnnxGraph.open(file).bind(weights, false, 5, null);
                                ModelWriter.write(bound.model());
                            } catch (VerifierException e) {
                                assertThat(e.getMessage()).endsWith(".");
                            }
                        })
                        .doesNotThrowAnyException();
            }
        }
    }

    /** Tensors without numbers. */
    private record Shapes(Map<String, long[]> shapes) implements NamedTensors {
        @Override
        public Set<String> names() {
            return shapes.keySet();
        }

        @Override
        public long[] shape(String name) {
            return shapes.get(name);
        }

        @Override
        public float[] floats(String name) {
            throw new IllegalStateException("nothing is to be computed");
        }
    }
}

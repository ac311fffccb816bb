package io.jenkins.plugins.lvm.verifier.model;

import com.google.gson.Gson;
import io.jenkins.plugins.lvm.PythonFixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A model that torch made, with contexts and what torch predicts from them. */
final class TorchModel {
    private final Entry entry;
    private final FloatBuffer numbers;

    private TorchModel(final Entry entry, final FloatBuffer numbers) {
        this.entry = entry;
        this.numbers = numbers;
    }

    /** All models. */
    static Stream<TorchModel> all() {
        return Stream.concat(
                in(PythonFixtures.run("forward_fixtures.py", "forward")),
                in(PythonFixtures.run("tower_fixtures.py", "towers")));
    }

    /** Models whose weights were run through other code, too. */
    static Stream<TorchModel> altered() {
        return in(PythonFixtures.run("variant_fixtures.py", "variants"));
    }

    private static Stream<TorchModel> in(Path folder) {
        try {
            final Entry[] manifest =
                    new Gson().fromJson(Files.readString(folder.resolve("manifest.json")), Entry[].class);
            return Arrays.stream(manifest).map(entry -> new TorchModel(entry, map(folder.resolve(entry.file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TorchModel named(final String name) {
        return all().filter(model -> model.entry.name.equals(name)).findFirst().orElseThrow();
    }

    private static FloatBuffer map(final Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.map(MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestWeights weights() {
        final Map<String, long[]> shapes = new LinkedHashMap<>();
        final Map<String, Integer> offsets = new LinkedHashMap<>();
        for (final Tensor tensor : entry.tensors) {
            shapes.put(tensor.name, tensor.shape);
            offsets.put(tensor.name, tensor.offset);
        }
        return new TestWeights(
                shapes,
                name -> array(
                        offsets.get(name),
                        Math.toIntExact(Arrays.stream(shapes.get(name)).reduce(1, Math::multiplyExact))));
    }

    ModelHints hints() {
        return new ModelHints(null, entry.heads, entry.chunk, entry.scale, null);
    }

    int dim() {
        return entry.dim;
    }

    List<Case> cases() {
        return entry.cases;
    }

    /** [batch, length, dim]. */
    FloatBuffer contexts(final Case sample) {
        return numbers.slice(sample.contexts, sample.batch * sample.length * entry.dim);
    }

    /** Predictions by definition, [batch, dim]. */
    float[] predictions(final Case sample, final String definition) {
        return array(sample.predictions.get(definition), sample.batch * entry.dim);
    }

    private float[] array(final int offset, final int length) {
        final float[] values = new float[length];
        numbers.get(offset, values);
        return values;
    }

    @Override
    public String toString() {
        return entry.name;
    }

    private record Entry(
            String name,
            String file,
            Double scale,
            Integer heads,
            Integer chunk,
            int dim,
            List<Tensor> tensors,
            List<Case> cases) {}

    private record Tensor(String name, long[] shape, int offset) {}

    /** Contexts in one shape. */
    record Case(int batch, int length, int contexts, Map<String, Integer> predictions) {}
}

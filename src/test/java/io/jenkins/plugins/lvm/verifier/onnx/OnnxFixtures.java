package io.jenkins.plugins.lvm.verifier.onnx;

import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checkpoints of models that the registry does not know, their graphs, and torch's numbers for them. */
public final class OnnxFixtures {
    private OnnxFixtures() {}

    public static Path folder() {
        return PythonFixtures.run("onnx_fixtures.py", "onnx");
    }

    public static String file(String name) {
        return folder().resolve(name).toString();
    }

    /** Torch's cosine of each row, in float64. */
    public static double[] cosines(String model) {
        try {
            return JsonParser.parseString(Files.readString(folder().resolve("expected.json")))
                    .getAsJsonObject()
                    .getAsJsonArray(model)
                    .asList()
                    .stream()
                    .mapToDouble(each -> each.getAsDouble())
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All rows of the data, on the CPU. */
    public static VerificationRequestBuilder request(String model, String graph) {
        return VerificationRequest.of(List.of(file(model + ".pt")), file("data.npz"))
                .split("all")
                .device("cpu")
                .threads(1)
                .forwardOnnx(file(graph));
    }
}

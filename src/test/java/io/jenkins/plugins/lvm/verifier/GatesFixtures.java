package io.jenkins.plugins.lvm.verifier;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checkpoints of one training project, their data, and torch's numbers for them. */
public final class GatesFixtures {
    private GatesFixtures() {}

    public static Path folder() {
        return PythonFixtures.run("gates_fixtures.py", "gates");
    }

    /** Path of a file in the folder. */
    public static String file(final String name) {
        return folder().resolve(name).toString();
    }

    static JsonObject expected() {
        try {
            return JsonParser.parseString(Files.readString(folder().resolve("expected.json")))
                    .getAsJsonObject();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request for one checkpoint on the training data. */
    public static VerificationRequestBuilder request(final String checkpoint) {
        return VerificationRequest.of(List.of(file(checkpoint + ".pt")), file("train.npz"))
                .device("cpu")
                .threads(1);
    }

    static VerificationResult verify(final VerificationRequestBuilder request) {
        return new Verifier(request.build()).verify(new Progress() {});
    }

    /** Verifies one checkpoint that can be verified. */
    public static Verification only(final VerificationRequestBuilder request) {
        final VerificationResult result = verify(request);
        if (!result.report().errors().isEmpty()) {
            throw new AssertionError(result.report().errors());
        }
        return result.report().verifications().get(0);
    }
}

package io.jenkins.plugins.lvm.verifier.service;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import com.google.gson.reflect.TypeToken;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of headers that a build step looked up where secrets are kept, for this verification and no other. Nothing here prints one.
 *
 * @param values by name of the header
 */
public record BoundHeaders(Map<String, String> values) {
    /** None, as on the command line. */
    public static final BoundHeaders NONE = new BoundHeaders(Map.of());

    private static final int LARGEST = 256 << 10;
    private static final TypeToken<Map<String, String>> NAMED = new TypeToken<>() {};

    public BoundHeaders {
        values = Map.copyOf(values);
    }

    /**
     * Reads a JSON object of strings, and removes the file, whatever it holds.
     *
     * @return none where there is no such file
     * @throws VerifierException if it cannot be read; the message holds nothing of it
     */
    public static BoundHeaders take(Path file) throws IOException {
        if (!Files.exists(file)) {
            return NONE;
        }
        try {
            Map<String, String> values = new Gson().fromJson(FileSource.readText(file, "a file", LARGEST), NAMED);
            if (values != null && values.containsValue(null)) {
                throw unusable(file);
            }
            return values == null ? NONE : new BoundHeaders(values);
        } catch (JsonSyntaxException e) {
            // Not passed on: its message quotes what was read.
            throw unusable(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static VerifierException unusable(Path file) {
        return VerifierException.unreadable(file + " does not hold values of headers.");
    }

    /** The value of a header; null where the step bound none. */
    @Nullable
    String value(String name) {
        return values.get(name);
    }

    @Override
    public String toString() {
        return "headers " + values.keySet();
    }
}

package io.jenkins.plugins.lvm.verifier.dataset;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What numpy and torch wrote for the tests of this package. */
public final class Fixtures {
    private Fixtures() {}

    static Path folder() {
        return PythonFixtures.run("dataset_fixtures.py", "dataset");
    }

    public static Path npz(final String name) {
        return folder().resolve(name + ".npz");
    }

    public static JsonObject expected() {
        try {
            return JsonParser.parseString(Files.readString(folder().resolve("expected.json"), StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The array as numpy converts it to float32, in the machine's byte order. */
    static ByteBuffer values(final String name, final String role) {
        try {
            final ByteBuffer raw = ByteBuffer.wrap(Files.readAllBytes(folder().resolve(name + "." + role + ".f32")))
                    .order(ByteOrder.LITTLE_ENDIAN);
            final ByteBuffer values = ByteBuffer.allocate(raw.capacity()).order(ByteOrder.nativeOrder());
            values.asFloatBuffer().put(raw.asFloatBuffer());
            return values;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

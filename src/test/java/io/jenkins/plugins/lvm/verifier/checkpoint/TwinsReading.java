package io.jenkins.plugins.lvm.verifier.checkpoint;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The process with the small heap: reads each file of an index to the last value, and writes what came of it. */
final class TwinsReading {
    /** Tensors of more elements are read as float32 only, for the sake of this process's own memory. */
    private static final long MANY_ELEMENTS = 1 << 20;

    /** Processor time of this process's own work, the digests. */
    private long digesting;

    private TwinsReading() {}

    public static void main(String[] arguments) throws Exception {
        Path fixtures = Path.of(arguments[0]);
        JsonObject readings = new JsonObject();
        for (var entry : JsonParser.parseString(Files.readString(fixtures.resolve("index.json")))
                .getAsJsonArray()) {
            String file = entry.getAsJsonObject().get("file").getAsString();
            readings.add(file, new TwinsReading().reading(fixtures.resolve(file)));
        }
        Files.write(Path.of(arguments[1]), readings.toString().getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // the stack is for who mends it
    private JsonObject reading(Path file) {
        JsonObject reading = new JsonObject();
        long start = processorTime();
        try (Checkpoint checkpoint = CheckpointReader.open(file)) {
            reading.addProperty("outcome", "read");
            reading.addProperty("format", checkpoint.format());
            reading.add("tensors", tensors(checkpoint.stateDict()));
            reading.add("plain", plain(checkpoint));
        } catch (VerifierException e) {
            boolean writable = StandardCharsets.UTF_8.newEncoder().canEncode(e.getMessage());
            reading.addProperty("outcome", writable ? "refused" : "error");
            reading.addProperty("message", e.getMessage());
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            reading.addProperty("outcome", "error");
            reading.addProperty("message", e.toString());
        }
        reading.addProperty("milliseconds", (processorTime() - start - digesting) / 1_000_000);
        return reading;
    }

    private JsonObject tensors(StateDict weights) {
        weights.health();
        JsonObject tensors = new JsonObject();
        for (String name : weights.names()) {
            Tensor tensor = weights.tensor(name);
            JsonObject facts = new JsonObject();
            facts.addProperty("dtype", tensor.dtype().toString());
            facts.add("shape", new Gson().toJsonTree(tensor.shape()));
            if (tensor.elements() <= MANY_ELEMENTS) {
                facts.addProperty("float64", digest(tensor.doubles()));
            }
            facts.addProperty("float32", digest(tensor.floats()));
            tensors.add(name, facts);
        }
        return tensors;
    }

    private static JsonObject plain(Checkpoint checkpoint) {
        JsonObject plain = new JsonObject();
        checkpoint.metadata().forEach((key, value) -> {
            if (value instanceof String text) {
                plain.addProperty(key, text);
            } else if (value instanceof Number number) {
                plain.addProperty(key, number);
            } else if (value instanceof Boolean truth) {
                plain.add(key, new JsonPrimitive(truth));
            }
        });
        return plain;
    }

    private String digest(double[] values) {
        long start = processorTime();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        String hex = hex(digest().digest(bytes.array()));
        digesting += processorTime() - start;
        return hex;
    }

    private String digest(float[] values) {
        long start = processorTime();
        int chunk = 1 << 16;
        MessageDigest digest = digest();
        ByteBuffer bytes = ByteBuffer.allocate(chunk * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < values.length; at += chunk) {
            int length = Math.min(chunk, values.length - at);
            bytes.asFloatBuffer().put(values, at, length);
            digest.update(Arrays.copyOf(bytes.array(), length * Float.BYTES));
        }
        digesting += processorTime() - start;
        return hex(digest.digest());
    }

    /** Of this thread, which alone reads; so other processes do not disturb. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}

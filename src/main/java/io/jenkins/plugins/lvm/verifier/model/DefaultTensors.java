package io.jenkins.plugins.lvm.verifier.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * The tensors of a definition at the sizes that it has unless told otherwise, and how torch initialises them. Written by {@code
 * default_tensors.py} from the oracle's own modules.
 */
final class DefaultTensors {
    private static final String RESOURCE = "default-tensors.txt";
    private static final int FIELDS = 4;

    private DefaultTensors() {}

    /**
     * A tensor.
     *
     * @param start {@code uX} uniform between -X and X, {@code cX} the constant X, {@code ?} anything else
     */
    record Described(long[] shape, String start) {
        /** Whether how it starts is known. */
        boolean isKnown() {
            return !start.equals("?");
        }

        /** As torch could have initialised it; the same for the same seed. */
        float[] values(long seed) {
            float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
            double size = Double.parseDouble(start.substring(1));
            if (start.charAt(0) == 'c') {
                Arrays.fill(values, (float) size);
            } else {
                SplittableRandom random = new SplittableRandom(seed);
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextDouble(-size, size);
                }
            }
            return values;
        }
    }

    /** By name, in the order of the state dict; empty for a definition that is not listed. */
    static Map<String, Described> of(String definition) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(DefaultTensors.class.getResourceAsStream(RESOURCE), RESOURCE),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> line.split(" ", FIELDS))
                    .filter(fields -> fields[0].equals(definition))
                    .collect(Collectors.toMap(
                            fields -> fields[1],
                            fields -> new Described(shape(fields[2]), fields[3]),
                            (one, other) -> one,
                            LinkedHashMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long[] shape(String text) {
        return text.equals("scalar")
                ? new long[0]
                : Arrays.stream(text.split("x", -1)).mapToLong(Long::parseLong).toArray();
    }
}

package io.jenkins.plugins.lvm.verifier.probe;

/**
 * Inputs that {@code lvm_probe.py} makes as well, bit for bit: integers of 16 bits over a power of 2, which float32 holds exactly.
 *
 * @see <a href="https://doi.org/10.1145/2714064.2660195">G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number
 *     generators", 2014: SplitMix64</a>
 */
final class ProbeInputs {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long FIRST = 0xBF58476D1CE4E5B9L;
    private static final long SECOND = 0x94D049BB133111EBL;
    private static final int KEPT_BITS = 16;
    private static final int HALF = 1 << (KEPT_BITS - 1);

    private ProbeInputs() {}

    /** The first numbers of a seed, in row-major order, divided by 2 to the power of {@code bits}. */
    static float[] of(long seed, int count, int bits) {
        float[] numbers = new float[count];
        float unit = (float) Math.scalb(1.0, -bits);
        for (int i = 0; i < count; i++) {
            numbers[i] = integer(seed, i) * unit;
        }
        return numbers;
    }

    /** -32768 to 32767. */
    static int integer(long seed, int index) {
        long z = seed + (index + 1L) * GOLDEN;
        z = (z ^ z >>> 30) * FIRST;
        z = (z ^ z >>> 27) * SECOND;
        return (int) ((z ^ z >>> 31) >>> (Long.SIZE - KEPT_BITS)) - HALF;
    }
}

package io.jenkins.plugins.lvm.verifier.alignment;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.score.Vectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/** The vectors of some articles in memory, scaled to length one. */
final class ArticleVectors {
    /** At most this part of the heap is spent on them. */
    private static final int HEAP_SHARE = 2;

    private final Map<Long, float[]> articles = new HashMap<>();
    private final String sha256;

    /** One vector on its way from the source to its article. */
    private record Slot(long number, float[] article, int at) {}

    /**
     * Reads all vectors of these articles.
     *
     * @throws VerifierException if they do not fit into the memory
     */
    ArticleVectors(final ArticleSource source, final ArticleIndex index, final Set<Long> wanted, final int dimension) {
        final long bytes = wanted.stream().mapToLong(index::length).sum() * dimension * Float.BYTES;
        if (bytes > Runtime.getRuntime().maxMemory() / HEAP_SHARE) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The articles that the alignment needs have " + (bytes >> 20) + " MiB of vectors.",
                    "Give the Java heap more memory, or test fewer rows (--max-samples).");
        }
        final List<Slot> slots = new ArrayList<>();
        for (final long article : wanted) {
            final long[] numbers = index.numbers(article);
            final float[] vectors = new float[numbers.length * dimension];
            articles.put(article, vectors);
            for (int position = 0; position < numbers.length; position++) {
                slots.add(new Slot(numbers[position], vectors, position * dimension));
            }
        }
        slots.sort(Comparator.comparingLong(Slot::number));
        final MessageDigest digest = DigestUtils.getSha256Digest();
        final ByteBuffer row =
                ByteBuffer.allocate(Long.BYTES + dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        final int[] next = {0};
        source.read(slots.stream().mapToLong(Slot::number).toArray(), (number, values, from) -> {
            final Slot slot = slots.get(next[0]++);
            if (slot.number() != number) {
                throw new IllegalStateException("vector " + number + " in place of " + slot.number());
            }
            row.putLong(0, number).position(Long.BYTES);
            row.asFloatBuffer().put(values, from, dimension);
            digest.update(row.array());
            System.arraycopy(values, from, slot.article(), slot.at(), dimension);
            Vectors.scaleToUnit(slot.article(), slot.at(), dimension);
        });
        sha256 = Hex.encodeHexString(digest.digest());
    }

    /**
     * What the tests on these articles are bound to: the digest, in hex, of the vectors as they were read, by ascending number, each its
     * number as a little-endian int64 and its components as little-endian float32.
     */
    String sha256() {
        return sha256;
    }

    /** All vectors of an article in order, row-major. */
    float[] article(final long article) {
        return Objects.requireNonNull(articles.get(article), "not an article that was read");
    }
}

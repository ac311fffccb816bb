package io.jenkins.plugins.lvm.verifier.alignment;

import io.jenkins.plugins.lvm.verifier.dataset.IntegerColumn;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceBatch;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Set;

/**
 * Articles put together again from the sequences that were cut from them: each target at its own place, and before it the vectors of its
 * context where no target is known. A vector's number is row × (T + 1) + its place in the sequence.
 */
final class SequenceArticles implements ArticleSource {
    private static final int BATCH = 512;

    private final SequenceData data;
    private final IntegerColumn articles;
    private final IntegerColumn places;
    private final int perRow;

    SequenceArticles(final SequenceData data, final IntegerColumn articles, final IntegerColumn places) {
        this.data = data;
        this.articles = articles;
        this.places = places;
        this.perRow = data.contextLength() + 1;
    }

    @Override
    public String description() {
        return "put together from the sequences themselves";
    }

    @Override
    public ArticleIndex index(final Set<Long> wanted) {
        final ArticleIndex.Builder index = new ArticleIndex.Builder(wanted);
        for (int back = 0; back < perRow; back++) {
            for (int row = 0; row < data.sequences(); row++) {
                final long place = places.value(row) - back;
                if (place >= 0 && index.wants(articles.value(row))) {
                    index.add(articles.value(row), place, (long) row * perRow + perRow - 1 - back);
                }
            }
        }
        return index.build();
    }

    @Override
    public void read(final long[] vectors, final VectorConsumer consumer) {
        final RowSet rows = RowSet.of(Arrays.stream(vectors)
                .mapToInt(vector -> (int) (vector / perRow))
                .toArray());
        final Taker taker = new Taker(vectors, consumer);
        data.forEachBatch(rows, BATCH, batch -> {
            taker.take(batch);
            return true;
        });
    }

    /** Walks along the wanted vectors while batches come. */
    private final class Taker {
        private final long[] vectors;
        private final VectorConsumer consumer;
        private final float[] vector = new float[data.dimension()];
        private int next;

        Taker(final long[] vectors, final VectorConsumer consumer) {
            this.vectors = vectors;
            this.consumer = consumer;
        }

        void take(final SequenceBatch batch) {
            final FloatBuffer contexts = batch.contexts().asFloatBuffer();
            final FloatBuffer targets = batch.targets().asFloatBuffer();
            for (int i = 0; i < batch.size(); i++) {
                while (next < vectors.length && vectors[next] / perRow == batch.row(i)) {
                    final int slot = (int) (vectors[next] % perRow);
                    if (slot == perRow - 1) {
                        targets.get(i * vector.length, vector);
                    } else {
                        contexts.get((i * (perRow - 1) + slot) * vector.length, vector);
                    }
                    consumer.accept(vectors[next++], vector, 0);
                }
            }
        }
    }

    /** The sequences belong to someone else. */
    @Override
    public void close() {}
}

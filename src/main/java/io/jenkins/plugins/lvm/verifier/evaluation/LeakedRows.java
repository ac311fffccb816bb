package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Leak;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import java.util.BitSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Sees which rows of a pass have their target among the vectors of their own context. */
public final class LeakedRows implements ValidationPass.Observer {
    /** What float16 leaves of a copied vector has at least this cosine with it. */
    private static final double SAME = 0.9999;
    /** Of fewer rows no share is told. */
    private static final int FEW = 8;

    private final BitSet leaked = new BitSet();
    private final long[] byPosition;
    private int rows;

    /** @param contextLength vectors of a context */
    public LeakedRows(int contextLength) {
        byPosition = new long[contextLength];
    }

    @Override
    public void see(Scored batch) {
        for (int row = 0; row < batch.size(); row++) {
            for (int position = 0; position < byPosition.length; position++) {
                if (batch.geometry().withTarget(row, position) >= SAME) {
                    byPosition[position]++;
                    leaked.set(batch.place(row));
                }
            }
        }
        rows += batch.size();
    }

    /** Of as many rows, in the order of the pass, whether each is one of them. */
    public boolean[] of(int count) {
        boolean[] all = new boolean[count];
        leaked.stream().filter(place -> place < count).forEach(place -> all[place] = true);
        return all;
    }

    /** Whether the row at this place of the pass is one of them. */
    public boolean isLeaked(int place) {
        return leaked.get(place);
    }

    /** Share of the rows; null where it is none, or too few rows tell. */
    public @Nullable Double share() {
        return share(leaked.cardinality(), rows);
    }

    /**
     * Share of rows whose target stands in their own context, as reports state it.
     *
     * @param leaked how many of them
     * @return null where it is none, or too few rows tell
     */
    public static @Nullable Double share(long leaked, long rows) {
        return leaked == 0 || rows < FEW ? null : Double.valueOf((double) leaked / rows);
    }

    /** What was seen. */
    Leak facts() {
        return new Leak(
                rows, leaked.cardinality(), LongStream.of(byPosition).boxed().toList());
    }
}

package io.jenkins.plugins.lvm.verifier.score;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What cosine predictions reach against targets that have nothing to do with them: the mean over all pairs of a prediction and a
 * target of another article. It is not 0, because real vectors share a mean direction.
 *
 * <p>The mean over all pairs is a product of sums, so it costs two vectors of memory however many rows there are, and has none of
 * the noise of one chosen rotation. Sums are exact, so that parts of the rows, taken apart, give what all give together.
 *
 * @see <a href="https://arxiv.org/abs/1909.00512">K. Ethayarajh, How Contextual are Contextualized Word Representations?, EMNLP 2019,
 *     section 3.3: the mean cosine of random pairs is what a similarity is to be held against</a>
 */
public final class ChanceLevel {
    private final int dimension;
    private final Group all;
    private final ExactSums sameGroup;
    private double sameGroupPairs;
    /** The first of several groups, which rows before these may belong to as well. */
    private @Nullable Group first;
    /** The group of the last rows, which more rows may belong to; null before the first one. */
    private @Nullable Group last;

    /** Rows of one article. */
    private static final class Group {
        private final long article;
        private final ExactSums predictions;
        private final ExactSums targets;
        private long rows;

        private Group(long article, ExactSums predictions, ExactSums targets) {
            this.article = article;
            this.predictions = predictions;
            this.targets = targets;
        }

        private static Group of(long article, int dimension) {
            return new Group(article, new ExactSums(dimension), new ExactSums(dimension));
        }

        private void add(Group more) {
            predictions.add(more.predictions);
            targets.add(more.targets);
            rows += more.rows;
        }

        private void write(DataOutput out) throws IOException {
            out.writeLong(article);
            out.writeLong(rows);
            predictions.write(out);
            targets.write(out);
        }

        private static Group read(DataInput in, int dimension) throws IOException {
            long article = in.readLong();
            long rows = in.readLong();
            Group group = new Group(article, ExactSums.read(in, dimension), ExactSums.read(in, dimension));
            group.rows = rows;
            return group;
        }
    }

    /** @param dimension components of a vector */
    public ChanceLevel(int dimension) {
        this(dimension, Group.of(0, dimension), new ExactSums(1));
    }

    private ChanceLevel(int dimension, Group all, ExactSums sameGroup) {
        this.dimension = dimension;
        this.all = all;
        this.sameGroup = sameGroup;
    }

    /**
     * Adds rows of one article.
     *
     * @param article number of the article; rows of an article that come apart count as two
     * @param count number of rows
     * @param predictions sum of their unit predictions
     * @param targets sum of their unit targets
     */
    public void add(long article, int count, double[] predictions, double[] targets) {
        Group open = last;
        if (open == null || article != open.article) {
            open = follow(Group.of(article, dimension));
        }
        for (Group group : new Group[] {open, all}) {
            for (int i = 0; i < predictions.length; i++) {
                group.predictions.add(i, predictions[i]);
                group.targets.add(i, targets[i]);
            }
            group.rows += count;
        }
    }

    private Group follow(Group next) {
        if (last != null) {
            if (first == null) {
                first = last;
            } else {
                close(last);
            }
        }
        last = next;
        return next;
    }

    private void close(Group group) {
        sameGroup.add(0, group.predictions.dot(group.targets));
        sameGroupPairs += (double) group.rows * group.rows;
    }

    /**
     * Adds rows that come after these.
     *
     * @param later what was made of them; not to be used afterwards
     * @param joined whether the last of these rows and the first of those can be of one article
     */
    public void append(ChanceLevel later, boolean joined) {
        all.add(later.all);
        Group next = later.first == null ? later.last : later.first;
        if (next == null) {
            return;
        }
        if (last != null && joined && last.article == next.article) {
            last.add(next);
        } else {
            follow(next);
        }
        if (later.first != null && later.last != null) {
            follow(later.last);
            sameGroup.add(later.sameGroup);
            sameGroupPairs += later.sameGroupPairs;
        }
    }

    /**
     * The chance level.
     *
     * @return empty where all rows are of one article: pairs within an article are alike for the article's sake, and say nothing of chance
     */
    public OptionalDouble value() {
        double within = sameGroup.value(0);
        double pairsWithin = sameGroupPairs;
        for (Group group : new @Nullable Group[] {first, last}) {
            if (group != null) {
                within += group.predictions.dot(group.targets);
                pairsWithin += (double) group.rows * group.rows;
            }
        }
        double pairs = (double) all.rows * all.rows;
        return pairsWithin < pairs
                ? OptionalDouble.of((all.predictions.dot(all.targets) - within) / (pairs - pairsWithin))
                : OptionalDouble.empty();
    }

    /** Writes all that {@link #read} needs. */
    public void write(DataOutput out) throws IOException {
        all.write(out);
        sameGroup.write(out);
        out.writeDouble(sameGroupPairs);
        for (Group group : new @Nullable Group[] {first, last}) {
            out.writeBoolean(group != null);
            if (group != null) {
                group.write(out);
            }
        }
    }

    /** What was written. */
    public static ChanceLevel read(DataInput in, int dimension) throws IOException {
        ChanceLevel read = new ChanceLevel(dimension, Group.read(in, dimension), ExactSums.read(in, 1));
        read.sameGroupPairs = in.readDouble();
        read.first = in.readBoolean() ? Group.read(in, dimension) : null;
        read.last = in.readBoolean() ? Group.read(in, dimension) : null;
        return read;
    }
}

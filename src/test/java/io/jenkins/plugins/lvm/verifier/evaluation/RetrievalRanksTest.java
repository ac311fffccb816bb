package io.jenkins.plugins.lvm.verifier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.lvm.verifier.evaluation.RetrievalRanks.Ties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetrievalRanksTest {
    /** The first row's target comes first, the second's third or, with two as near, up to fifth; the third's last of all. */
    private static final RetrievalRanks RANKS = new RetrievalRanks(new long[] {0, 2, 9}, new long[] {0, 2, 0}, 10);

    @Test
    void aHitCountsWhereTheTargetIsAmongTheFirst() {
        assertThat(RANKS.hits(2, Ties.FIRST)).containsExactly(1, 0, 0);
        assertThat(RANKS.hits(3, Ties.FIRST)).containsExactly(1, 1, 0);
        assertThat(RANKS.hits(3, Ties.LAST)).containsExactly(1, 0, 0);
        assertThat(RANKS.hits(5, Ties.LAST)).containsExactly(1, 1, 0);
        assertThat(RANKS.hits(1000, Ties.LAST)).containsExactly(1, 1, 1);
    }

    @Test
    void whoComesFirstOfEquallyNearOnesIsLeftToChance() {
        assertThat(RANKS.hits(3, Ties.EXPECTED)[1]).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(RANKS.hits(4, Ties.EXPECTED)[1]).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(RANKS.reciprocal(0, Ties.EXPECTED)[1]).isCloseTo((1 / 3.0 + 1 / 4.0 + 1 / 5.0) / 3, within(1e-12));
        assertThat(RANKS.reciprocal(4, Ties.EXPECTED)[1]).isCloseTo((1 / 3.0 + 1 / 4.0) / 3, within(1e-12));
    }

    @Test
    void aReciprocalRankBeyondItsCutoffIsNone() {
        assertThat(RANKS.reciprocal(0, Ties.FIRST)).containsExactly(1, 1 / 3.0, 1 / 10.0);
        assertThat(RANKS.reciprocal(9, Ties.FIRST)).containsExactly(1, 1 / 3.0, 0);
        assertThat(RANKS.reciprocal(4, Ties.LAST)).containsExactly(1, 0, 0);
    }

    /** A prediction of zero is as far from everything: each row ties with all, and no loop runs over all of them for each row. */
    @Test
    void allCandidatesMayBeEquallyNear() {
        int many = 200_000;
        RetrievalRanks all = new RetrievalRanks(
                new long[many],
                IntStream.range(0, many).mapToLong(row -> many - 1).toArray(),
                many);
        assertThat(all.hits(10, Ties.EXPECTED)[5]).isCloseTo(10.0 / many, within(1e-12));
        assertThat(all.reciprocal(0, Ties.EXPECTED)[5]).isCloseTo((Math.log(many) + 0.5772156649) / many, within(1e-9));
    }

    @Test
    void rowsFollowTheOrderAskedFor() {
        assertThat(RANKS.inOrder(new int[] {2, 0}).hits(1, Ties.FIRST)).containsExactly(0, 1);
    }
}

package io.jenkins.plugins.lvm.verifier.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class SliceCheckTest {
    private static final int ARTICLES = 40;
    private static final int ROWS_EACH = 20;

    @Test
    void namesTheArticlesOnWhichTheModelIsBroken() {
        Optional<Finding> finding = SliceCheck.finding(null, facts(1, row -> article(row) >= 12 && article(row) <= 19));

        assertThat(finding).hasValueSatisfying(found -> {
            assertThat(found.code()).isEqualTo("BROKEN_SLICE");
            assertThat(found.explanation()).startsWith("It is broken on articles 12 to 19 only: 160 rows");
        });
    }

    @Test
    void namesTheKindOfRowsOnWhichTheModelIsBroken() {
        // The norms of targets grow with the row's place in its article.
        Optional<Finding> finding = SliceCheck.finding(null, facts(2, row -> row % ROWS_EACH >= 16));

        assertThat(finding).hasValueSatisfying(found -> assertThat(found.explanation())
                .contains("fifth 5 by norm of the target only"));
    }

    @Test
    void namesTheCoherenceOfTheContextsOnWhichTheModelIsBroken() {
        SliceFacts whole = facts(5, row -> false);
        double[] cosines = whole.cosines().clone();
        for (int row = 0; row < cosines.length; row++) {
            cosines[row] -= whole.coherences()[row] < 0.2 ? 0.35 : 0;
        }

        assertThat(SliceCheck.finding(
                        null,
                        new SliceFacts(
                                cosines,
                                whole.naive(),
                                whole.articles(),
                                whole.norms(),
                                whole.coherences(),
                                whole.chance())))
                .hasValueSatisfying(
                        found -> assertThat(found.explanation()).contains("fifth 1 by coherence of the context only"));
    }

    @Test
    void isSilentOnHealthyModels() {
        int said = 0;
        for (int seed = 0; seed < 100; seed++) {
            said += SliceCheck.finding(null, facts(100 + seed, row -> false)).isPresent() ? 1 : 0;
        }
        assertThat(said).isLessThanOrEqualTo(1);
    }

    /** Nor is it broken on some rows only if it is as good as broken on all others. */
    @Test
    void isSilentOnModelsWithoutSkillAnywhere() {
        SliceFacts some = facts(3, row -> article(row) >= 12 && article(row) <= 19);
        double[] shrunk = Arrays.stream(some.cosines())
                .map(cosine -> some.chance() + 0.02 * (cosine - some.chance()))
                .toArray();

        assertThat(SliceCheck.finding(
                        null,
                        new SliceFacts(
                                shrunk, shrunk, some.articles(), some.norms(), some.coherences(), some.chance())))
                .isEmpty();
        assertThat(SliceCheck.finding(
                        null,
                        new SliceFacts(
                                shrunk,
                                Arrays.stream(shrunk).map(cosine -> 0.11).toArray(),
                                some.articles(),
                                some.norms(),
                                some.coherences(),
                                some.chance())))
                .isEmpty();
    }

    private static int article(int row) {
        return row / ROWS_EACH;
    }

    /** Rows of articles that differ by 0.06, in rows by 0.12; where broken, the model is at its chance level of 0.1. */
    private static SliceFacts facts(long seed, IntPredicate broken) {
        Random random = new Random(seed);
        int rows = ARTICLES * ROWS_EACH;
        double[] cosines = new double[rows];
        double[] naive = new double[rows];
        long[] articles = new long[rows];
        double[] norms = new double[rows];
        double[] coherences = new double[rows];
        double effect = 0;
        for (int row = 0; row < rows; row++) {
            effect = row % ROWS_EACH == 0 ? 0.06 * random.nextGaussian() : effect;
            double hard = effect + 0.12 * random.nextGaussian();
            cosines[row] =
                    broken.test(row) ? 0.1 + 0.05 * random.nextGaussian() : 0.5 + hard + 0.05 * random.nextGaussian();
            naive[row] = 0.5 + hard;
            articles[row] = article(row);
            norms[row] = 1 + row % ROWS_EACH;
            coherences[row] = random.nextDouble();
        }
        return new SliceFacts(cosines, naive, articles, norms, coherences, 0.1);
    }
}

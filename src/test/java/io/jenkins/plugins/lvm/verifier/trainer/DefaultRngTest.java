package io.jenkins.plugins.lvm.verifier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What numpy 1.24.2 draws by {@code default_rng(seed).permutation(count)}. */
class DefaultRngTest {
    @Test
    void drawsWhatNumpyDraws() {
        assertThat(new DefaultRng(42).permutation(20))
                .containsExactly(15, 9, 14, 7, 12, 10, 6, 19, 3, 0, 16, 5, 11, 18, 2, 4, 17, 1, 13, 8);
        assertThat(new DefaultRng(0).permutation(12)).containsExactly(9, 2, 7, 4, 5, 11, 0, 3, 6, 10, 8, 1);
    }

    @Test
    void drawsTheSameOfManyRows() {
        int[] order = new DefaultRng(42).permutation(60_000);

        assertThat(Arrays.copyOfRange(order, 54_000, 54_008))
                .containsExactly(36620, 15156, 5627, 21694, 25628, 9252, 3958, 50754);
    }
}

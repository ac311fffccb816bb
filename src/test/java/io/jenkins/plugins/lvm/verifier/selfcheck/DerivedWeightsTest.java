package io.jenkins.plugins.lvm.verifier.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.evaluation.OverlaidWeights;
import io.jenkins.plugins.lvm.verifier.model.DerivedWeights;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A graph sees tensors that the registry's definitions do not; weights that are made of others must not lose them. */
class DerivedWeightsTest {

    /** Two tensors, of which one is hidden unless all are asked for. */
    private record Hiding(boolean hides) implements Weights {
        @Override
        public Set<String> names() {
            return hides ? Set.of("a") : Set.of("a", "norm");
        }

        @Override
        public long[] shape(String name) {
            return new long[] {1};
        }

        @Override
        public float[] floats(String name) {
            return new float[] {2};
        }

        @Override
        public Weights complete() {
            return new Hiding(false);
        }

        @Override
        public boolean isFloating(String name) {
            return !name.equals("norm");
        }
    }

    static Stream<DerivedWeights> derived() {
        Weights below = new Hiding(true);
        return Stream.of(new LastBits(below, 1), new RecentTensors(below), new OverlaidWeights(below, Map.of()));
    }

    @ParameterizedTest
    @MethodSource("derived")
    void showsAllTensorsWhenAskedForThem(DerivedWeights weights) {
        assertThat(weights.names()).containsExactly("a");
        assertThat(weights.complete().names()).containsExactlyInAnyOrder("a", "norm");
        assertThat(weights.complete()).hasSameClassAs(weights);
        assertThat(weights.isFloating("norm")).isFalse();
        assertThat(weights.shape("a")).containsExactly(1);
        assertThat(weights.floats("a")[0]).isBetween(2f, Math.nextUp(2f));
    }
}

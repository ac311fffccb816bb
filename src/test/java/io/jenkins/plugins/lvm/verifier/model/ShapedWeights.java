package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Weights by names and shapes, and what is refused of them. */
abstract class ShapedWeights {
    static final ModelHints NONE = ModelHints.none();

    static void assertRefused(final ThrowingCallable call, final String reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        VerifierException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREADABLE))
                .hasMessageContaining(reason);
    }

    static TestWeights lstm(final int dim, final int hidden, final int depth, final int out) {
        final Map<String, long[]> shapes = new LinkedHashMap<>();
        for (int layer = 0; layer < depth; layer++) {
            shapes.put("lstm.weight_ih_l" + layer, new long[] {4L * hidden, layer == 0 ? dim : hidden});
            shapes.put("lstm.weight_hh_l" + layer, new long[] {4L * hidden, hidden});
            shapes.put("lstm.bias_ih_l" + layer, new long[] {4L * hidden});
            shapes.put("lstm.bias_hh_l" + layer, new long[] {4L * hidden});
        }
        linear(shapes, "output_proj", hidden, out);
        return TestWeights.of(shapes);
    }

    static void linear(final Map<String, long[]> shapes, final String name, final int in, final int out) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }
}

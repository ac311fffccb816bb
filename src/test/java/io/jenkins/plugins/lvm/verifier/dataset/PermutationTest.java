package io.jenkins.plugins.lvm.verifier.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {

    static Stream<JsonObject> drawnByTorchAndNumpy() {
        return Fixtures.expected().getAsJsonArray("permutations").asList().stream()
                .map(JsonElement::getAsJsonObject);
    }

    @ParameterizedTest
    @MethodSource("drawnByTorchAndNumpy")
    void isTheirsToTheLastElement(final JsonObject drawn) {
        final int[] permutation = Permutation.of(drawn.get("kind").getAsString())
                .draw(drawn.get("n").getAsInt(), drawn.get("seed").getAsLong());
        assertThat(new ValidationRows(permutation).sha256())
                .isEqualTo(drawn.get("sha256").getAsString());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1L << 31, 1L << 32, Long.MIN_VALUE})
    void refusesSeedsThatTheGeneratorsSeeDifferently(final long seed) {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> Permutation.TORCH.draw(10, seed))
                .withMessageContaining("Seed " + seed);
    }

    @Test
    void refusesAnUnknownName() {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> Permutation.of("java"))
                .satisfies(e -> assertThat(e.hint()).isEqualTo("Use torch or numpy."));
    }
}

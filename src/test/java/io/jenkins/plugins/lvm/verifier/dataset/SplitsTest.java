package io.jenkins.plugins.lvm.verifier.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.Splits.Rounding;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitsTest {

    static Stream<JsonObject> splits() {
        return cases("splits");
    }

    static Stream<JsonObject> groups() {
        return cases("groups");
    }

    private static Stream<JsonObject> cases(final String name) {
        return Fixtures.expected().getAsJsonArray(name).asList().stream().map(JsonElement::getAsJsonObject);
    }

    @ParameterizedTest
    @MethodSource("splits")
    void holdsOutTheRowsThatTrainersHoldOut(final JsonObject split) {
        final int n = split.get("n").getAsInt();
        final double fraction = split.get("fraction").getAsDouble();
        final Rounding rounding = Rounding.valueOf(split.get("rounding").getAsString());
        assertThat(Splits.tail(n, fraction, rounding).size())
                .isEqualTo(split.get("count").getAsInt());
        assertThat(Splits.tail(n, fraction, rounding).sha256())
                .isEqualTo(split.get("tail").getAsString());
        assertThat(Splits.random(n, fraction, rounding, Permutation.TORCH, 42).sha256())
                .isEqualTo(split.get("torch").getAsString());
        assertThat(Splits.random(n, fraction, rounding, Permutation.NUMPY, 42).sha256())
                .isEqualTo(split.get("numpy").getAsString());
    }

    @ParameterizedTest
    @MethodSource("groups")
    void holdsOutTheArticlesThatTrainersHoldOut(final JsonObject groups) {
        final IntegerColumn column = IntegerColumn.of(
                "test",
                groups.getAsJsonArray("column").asList().stream()
                        .mapToLong(JsonElement::getAsLong)
                        .toArray());
        final double fraction = groups.get("fraction").getAsDouble();
        assertThat(Splits.articles(column, fraction).toArray())
                .containsExactly(ints(groups.getAsJsonArray("articles")));
        assertThat(Splits.randomGroups(column, fraction, Permutation.NUMPY, 42).toArray())
                .containsExactly(ints(groups.getAsJsonArray("random")));
    }

    private static int[] ints(final JsonArray array) {
        return array.asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    }

    @Test
    void allIsEveryRow() {
        assertThat(Splits.all(4).toArray()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aLimitSpreadsEvenlyAndKeepsTheOrder() {
        final ValidationRows rows = new ValidationRows(new int[] {9, 3, 7, 1, 5, 8, 0});
        assertThat(rows.limit(3).toArray()).containsExactly(9, 7, 5);
        assertThat(rows.limit(3)).isEqualTo(rows.limit(3));
        assertThat(rows.limit(7)).isSameAs(rows);
        assertThat(rows.limit(0)).isSameAs(rows);
    }

    @Test
    void aRowSetIsInFileOrder() {
        final RowSet set = new ValidationRows(new int[] {9, 3, 7}).rowSet();
        assertThat(new int[] {set.row(0), set.row(1), set.row(2)}).containsExactly(3, 7, 9);
        assertThat(set.positionOf(7)).isEqualTo(1);
        assertThat(set.positionOf(8)).isNegative();
        assertThat(set.union(RowSet.of(8, 3))).isEqualTo(RowSet.of(3, 7, 8, 9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN})
    void refusesAFractionThatIsNone(final double fraction) {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> Splits.tail(100, fraction, Rounding.TRAIN_FLOOR))
                .withMessageContaining("fraction");
    }

    @Test
    void saysThatNoRowIsLeft() {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> Splits.tail(9, 0.1, Rounding.VALIDATION_FLOOR))
                .withMessageContaining("of 9 sequences leaves none to validate");
    }
}

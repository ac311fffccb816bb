package io.jenkins.plugins.lvm.verifier.risk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawOrderTest {

    @Test
    void everyPositionIsDrawnOnceAndASeedRepeatsTheOrder() {
        int[] positions = DrawOrder.of(1000, 42).positions();

        assertThat(Arrays.stream(positions).sorted().toArray())
                .isEqualTo(IntStream.range(0, 1000).toArray());
        assertThat(DrawOrder.of(1000, 42).positions()).isEqualTo(positions);
        assertThat(DrawOrder.of(1000, 43).positions()).isNotEqualTo(positions);
    }

    /** Each position is equally likely to come first: 5 of 5,000 times a thousand, give or take five standard deviations. */
    @Test
    void noPositionIsPreferred() {
        int[] first = new int[5];
        for (long seed = 0; seed < 5000; seed++) {
            first[DrawOrder.of(5, seed).positions()[0]]++;
        }
        assertThat(Arrays.stream(first).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(860, 1140));
    }

    @Test
    void batchesGrowAndAShortRestIsTakenWithThem() {
        DrawOrder order = DrawOrder.of(1000, 1);

        assertThat(order.next(0, 0.25)).isEqualTo(64);
        assertThat(order.next(64, 0.25)).isEqualTo(192);
        assertThat(order.next(512, 0.25)).isEqualTo(640);
        assertThat(order.next(800, 0.25)).isEqualTo(1000);
        assertThat(order.next(0, 3)).isEqualTo(512);
        assertThat(DrawOrder.of(600, 1).next(0, 3)).isEqualTo(600);
    }

    @Test
    void partnersAreOfOtherGroups() {
        long[] groups = IntStream.range(0, 300).mapToLong(i -> i / 30).toArray();
        int[] partners = DrawOrder.partners(groups, 7);

        assertThat(partners).hasSize(300);
        for (int i = 0; i < groups.length; i++) {
            assertThat(groups[partners[i]]).isNotEqualTo(groups[i]);
        }
        assertThat(Arrays.stream(partners).distinct().count()).isGreaterThan(150);
        assertThat(DrawOrder.partners(groups, 7)).isEqualTo(partners);
    }

    @Test
    void oneRowOfAnotherGroupIsFoundHoweverManyThereAre() {
        long[] groups = new long[200_000];
        groups[77_777] = 1;
        int[] partners = DrawOrder.partners(groups, 1);

        assertThat(groups[partners[77_777]]).isZero();
        assertThat(IntStream.range(0, groups.length).filter(i -> i != 77_777).allMatch(i -> partners[i] == 77_777))
                .isTrue();
        assertThat(DrawOrder.partners(new long[5], 1)).isNull();
    }

    @Test
    void seedsAreFresh() {
        assertThat(DrawOrder.freshSeed()).isBetween(0L, DrawOrder.SEEDS - 1).isNotEqualTo(DrawOrder.freshSeed());
    }
}

package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.PlantedSet.Verified;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fixed sample of the known half of the planted set; {@code bin/confusion-table} counts the whole of it. */
class PlantedSetTest {
    @Test
    void namesTheTrueCauseFirstAndLeavesHealthyOnesAlone() {
        List<Verified> sample = List.copyOf(PlantedSet.tested().values());

        List<Verified> healthy =
                sample.stream().filter(tried -> tried.planted() == null).toList();
        List<Verified> planted =
                sample.stream().filter(tried -> tried.planted() != null).toList();
        assertThat(healthy)
                .hasSizeGreaterThan(25)
                .filteredOn(tried -> !tried.isRight())
                .isEmpty();
        assertThat(planted).hasSizeGreaterThan(50);
        List<Verified> missed =
                planted.stream().filter(tried -> !tried.isRight()).toList();
        assertThat((double) missed.size() / planted.size()).as("%s", missed).isLessThanOrEqualTo(0.05);
        assertThat(sample)
                .as("a wrong cause stated as a fact")
                .filteredOn(tried -> !tried.wrongFacts().isEmpty())
                .isEmpty();
    }
}

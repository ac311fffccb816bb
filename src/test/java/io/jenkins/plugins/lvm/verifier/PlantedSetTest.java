package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.verifier.PlantedSet.Verified;
import io.jenkins.plugins.lvm.verifier.diagnosis.Cause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A fixed sample of the known half of the planted set; {@code bin/confusion-table} counts the whole of it. */
class PlantedSetTest {
    /** Of each class of planted ones every second, of healthy ones every third. */
    private static final int EVERY_PLANTED = 2;

    private static final int EVERY_HEALTHY = 3;

    @Test
    void namesTheTrueCauseFirstAndLeavesHealthyOnesAlone() {
        List<Verified> sample = PlantedSet.verify(PlantedSet.known(), sample()::contains);

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

    private static List<JsonObject> sample() {
        Map<String, List<JsonObject>> classes = new LinkedHashMap<>();
        DiagnosisCases.entries(PlantedSet.known()).stream()
                .filter(PlantedSetTest::hasCode)
                .forEach(entry -> classes.computeIfAbsent(entry.get("planted").toString(), name -> new ArrayList<>())
                        .add(entry));
        List<JsonObject> sample = new ArrayList<>();
        classes.forEach((name, entries) -> {
            int every = name.equals("null") ? EVERY_HEALTHY : EVERY_PLANTED;
            for (int i = 0; i < entries.size(); i += every) {
                sample.add(entries.get(i));
            }
        });
        return sample;
    }

    /** Whether one of the codes that are right is one that the verifier has. */
    private static boolean hasCode(JsonObject entry) {
        return entry.get("planted").isJsonNull()
                || Stream.of(Cause.values()).map(Cause::name).anyMatch(PlantedSet.expected(entry)::contains);
    }
}

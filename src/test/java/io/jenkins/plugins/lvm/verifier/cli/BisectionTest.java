package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.cli.Bisection.Change;
import io.jenkins.plugins.lvm.verifier.cli.Bisection.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BisectionTest {
    /** A sequence in letters: a for one that agrees, p for one that parted, a question mark for an unknown one. */
    private static Bisection over(String sequence, List<Integer> looks) {
        return new Bisection(sequence.length(), place -> {
            looks.add(place);
            return switch (sequence.charAt(place)) {
                case 'a' -> State.AGREES;
                case 'p' -> State.PARTED;
                default -> State.UNKNOWN;
            };
        });
    }

    @ParameterizedTest
    @CsvSource({
        "ap, 0, 1",
        "aaap, 2, 3",
        "appp, 0, 1",
        "aaaaapppp, 4, 5",
        "ppa, 1, 2",
        "a?p, 0, 2",
        "aa???pp, 1, 5",
        "?aap?, 2, 3",
        "aaapaaa, 2, 3",
        "pppappp, 2, 3"
    })
    void findsWhereNeighboursDiffer(String sequence, int before, int after) {
        assertThat(over(sequence, new ArrayList<>()).find()).contains(new Change(before, after));
    }

    @ParameterizedTest
    @CsvSource({"a", "p", "?", "aaaa", "pppp", "????", "a?a", "?a?", "''"})
    void findsNoneWhereThereIsNone(String sequence) {
        assertThat(over(sequence, new ArrayList<>()).find()).isEmpty();
    }

    @Test
    void looksAboutAsOftenAsTheLogarithmSays() {
        for (int parted = 1; parted < 1000; parted++) {
            List<Integer> looks = new ArrayList<>();
            String sequence = "a".repeat(parted) + "p".repeat(1000 - parted);

            assertThat(over(sequence, looks).find()).contains(new Change(parted - 1, parted));
            assertThat(looks).hasSizeLessThanOrEqualTo(12).doesNotHaveDuplicates();
        }
    }

    /** Whatever the sequence: a change that is reported is one, with nothing known between. */
    @Test
    void whatItFindsIsAlwaysAChange() {
        Random random = new Random(3);
        for (int run = 0; run < 3000; run++) {
            StringBuilder sequence = new StringBuilder();
            int length = 1 + random.nextInt(40);
            for (int place = 0; place < length; place++) {
                sequence.append("aaappp?".charAt(random.nextInt(7)));
            }
            String states = sequence.toString();
            Optional<Change> change = over(states, new ArrayList<>()).find();
            change.ifPresent(found -> {
                assertThat(states.charAt(found.before())).isNotEqualTo('?').isNotEqualTo(states.charAt(found.after()));
                assertThat(states.charAt(found.after())).isNotEqualTo('?');
                assertThat(states.substring(found.before() + 1, found.after())).matches("\\?*");
            });
            String known = states.replace("?", "");
            if (!known.isEmpty() && known.charAt(0) != known.charAt(known.length() - 1)) {
                assertThat(change).as(states).isPresent();
            }
        }
    }
}

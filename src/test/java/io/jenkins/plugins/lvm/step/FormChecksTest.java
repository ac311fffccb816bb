package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FormChecksTest {
    private static void refuses(final String found, final String why) {
        assertThat(found).contains(why);
    }

    private static void takes(final String found) {
        assertThat(found).isNull();
    }

    @Test
    void asksForWhatIsRequired() {
        refuses(FormChecks.required(" "), "needed");
        takes(FormChecks.required("models/**/*.pt"));
    }

    @Test
    void knowsFractions() {
        refuses(FormChecks.fraction("10"), "between 0 and 1");
        takes(FormChecks.fraction("0.1"));
        takes(FormChecks.fraction(""));
    }

    @Test
    void holdsThresholdsAgainstEachOther() {
        refuses(FormChecks.thresholds("0.2", "0.1"), "above failThreshold");
        refuses(FormChecks.thresholds("0.2", ""), "above failThreshold (0.1)");
        refuses(FormChecks.thresholds("5", "10"), "between -1 and 2");
        refuses(FormChecks.thresholds("5 %", ""), "'5 %' is no number");
        takes(FormChecks.thresholds("0.02", "0.05"));
        takes(FormChecks.thresholds("", ""));
    }

    @Test
    void knowsCosines() {
        refuses(FormChecks.cosine("40"), "between -1 and 2");
        takes(FormChecks.cosine("0.4"));
    }

    @Test
    void knowsIds() {
        refuses(FormChecks.id("../x"), "'../x'");
        takes(FormChecks.id("amn-1"));
        takes(FormChecks.id("amn-${DEVICE}"));
        takes(FormChecks.id(""));
    }
}

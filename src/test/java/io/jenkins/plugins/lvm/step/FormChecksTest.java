package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.Settings;
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
        refuses(FormChecks.value(Settings.CHECKPOINT, " "), "needed");
        takes(FormChecks.value(Settings.CHECKPOINT, "models/**/*.pt"));
    }

    @Test
    void knowsFractions() {
        refuses(FormChecks.value(Settings.VALIDATION_FRACTION, "10"), "between 0 and 1");
        takes(FormChecks.value(Settings.VALIDATION_FRACTION, "0.1"));
        takes(FormChecks.value(Settings.VALIDATION_FRACTION, ""));
    }

    @Test
    void holdsThresholdsAgainstEachOther() {
        refuses(FormChecks.thresholds("0.2", "0.1", null), "above failThreshold");
        refuses(FormChecks.thresholds("0.2", "", null), "above failThreshold (0.1)");
        refuses(FormChecks.thresholds("5", "10", null), "between -1 and 2");
        refuses(FormChecks.thresholds("5 %", "", null), "'5 %' is not a number");
        takes(FormChecks.thresholds("0.02", "0.05", null));
        takes(FormChecks.thresholds("", "", null));
    }

    @Test
    void knowsCosines() {
        refuses(FormChecks.value(Settings.MIN_COSINE, "40"), "between -1 and 2");
        takes(FormChecks.value(Settings.MIN_COSINE, "0.4"));
    }

    @Test
    void knowsCountsAndLists() {
        refuses(FormChecks.value(Settings.THREADS, "-1"), "must not be negative");
        refuses(FormChecks.value(Settings.SEED, "7.5"), "'7.5' is not a whole number");
        refuses(FormChecks.value(Settings.DEVICES, "cpu, cuda, cpu"), "one of them twice");
        refuses(FormChecks.value(Settings.SPLIT, "sideways"), "choose one of auto, articles, random, tail, all");
        takes(FormChecks.value(Settings.TIMEOUT_MINUTES, "0"));
        takes(FormChecks.value(Settings.SEED, "${SEED}"));
    }

    @Test
    void knowsIds() {
        refuses(FormChecks.id("../x"), "'../x'");
        takes(FormChecks.id("amn-1"));
        takes(FormChecks.id("amn-${DEVICE}"));
        takes(FormChecks.id(""));
    }
}

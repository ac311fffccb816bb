package io.jenkins.plugins.lvm.step;

import hudson.util.ListBoxModel;
import io.jenkins.plugins.lvm.report.Translations;
import io.jenkins.plugins.lvm.verifier.gate.Criticality;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.view.GateWords;
import java.util.Locale;

/** What the lists of a quality gate's form offer: words to read, constants to store. */
final class GateChoices {
    private GateChoices() {}

    /** Each gate by its name and its meaning. */
    static ListBoxModel metrics(Locale locale) {
        ListBoxModel model = new ListBoxModel();
        for (GateMetric metric : GateMetric.values()) {
            model.add(
                    Translations.phrase(GateWords.name(metric), locale) + ": "
                            + Translations.phrase(metric.meaning(), locale),
                    metric.name());
        }
        return model;
    }

    /** Each criticality by its effect. */
    static ListBoxModel criticalities() {
        ListBoxModel model = new ListBoxModel();
        model.add(Messages.of("criticality.note"), Criticality.NOTE.name());
        model.add(Messages.of("criticality.unstable"), Criticality.UNSTABLE.name());
        model.add(Messages.of("criticality.failed"), Criticality.FAILED.name());
        return model;
    }
}

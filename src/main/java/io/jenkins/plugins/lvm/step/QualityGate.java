package io.jenkins.plugins.lvm.step;

import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.lvm.verifier.gate.Criticality;
import io.jenkins.plugins.lvm.verifier.gate.Gate;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.jvnet.localizer.LocaleProvider;
import org.kohsuke.stapler.DataBoundConstructor;

/** A gate as the user sets it. */
public class QualityGate extends AbstractDescribableImpl<QualityGate> {
    private final @Nullable String metric;
    private final double threshold;
    private final @Nullable String criticality;

    @DataBoundConstructor
    public QualityGate(@Nullable String metric, double threshold, @Nullable String criticality) {
        this.metric = metric;
        this.threshold = threshold;
        this.criticality = criticality;
    }

    public @Nullable String getMetric() {
        return metric;
    }

    public double getThreshold() {
        return threshold;
    }

    public @Nullable String getCriticality() {
        return criticality;
    }

    /**
     * The gate.
     *
     * @throws IllegalArgumentException if metric or criticality is none; the message is for the user
     */
    Gate gate() {
        return new Gate(
                constant(GateMetric.class, "metric", metric),
                threshold,
                constant(Criticality.class, "criticality", criticality));
    }

    /** The constant of this name, in any case. */
    static <E extends Enum<E>> E constant(Class<E> type, String parameter, @Nullable String name) {
        for (final E constant : type.getEnumConstants()) {
            if (constant.name().equals(name == null ? null : name.toUpperCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw new IllegalArgumentException("'" + name + "' is not a " + parameter + "; choose one of "
                + String.join(
                        ", ",
                        Arrays.stream(type.getEnumConstants()).map(Enum::name).toList())
                + ".");
    }

    /** Makes gates part of forms and Pipelines. */
    @Extension
    public static class DescriptorImpl extends Descriptor<QualityGate> {
        @Override
        public String getDisplayName() {
            return Messages.of("name.qualityGate");
        }

        /** What a field is for, in a sentence. */
        public String sentence(String field) {
            return FormChecks.sentence(QualityGate.class, field);
        }

        public ListBoxModel doFillMetricItems() {
            return GateChoices.metrics(LocaleProvider.getLocale());
        }

        public ListBoxModel doFillCriticalityItems() {
            return GateChoices.criticalities();
        }
    }
}

package io.jenkins.plugins.lvm.step;

import hudson.model.Hudson;
import hudson.model.Item;
import hudson.model.Job;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.jvnet.localizer.LocaleProvider;

/**
 * What a form says about a value while it is typed: the sentence with which the build would refuse it; null if it would not. An empty value is left to
 * its default.
 */
final class FormChecks {
    /** Up to a full stop before a capital letter; what stands between backticks has stops of its own. */
    private static final Pattern SENTENCE = Pattern.compile("^(?:`[^`]*`|[^`])*?\\.(?= [\\p{Lu}`])");

    private FormChecks() {}

    /**
     * Makes a check for those who may configure the job.
     *
     * @param job whose form it is; null elsewhere
     */
    static FormValidation allowed(@Nullable Job<?, ?> job, Supplier<@Nullable String> check) {
        if (job != null) {
            job.checkPermission(Item.CONFIGURE);
        } else if (!Hudson.getInstance().hasPermission(Hudson.ADMINISTER)) {
            return FormValidation.ok();
        }
        final String offence = check.get();
        return offence == null ? FormValidation.ok() : FormValidation.error(offence);
    }

    /** A value by itself. One with a variable in it is known in the build only. */
    static @Nullable String value(Setting<?> setting, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return setting.isRequired() ? Messages.of("needed.path") : null;
        }
        return value.contains("$") ? null : offence(() -> setting.convert(value));
    }

    /** A metric's name by itself. */
    static @Nullable String metric(@Nullable String value) {
        return value == null || value.isBlank() || value.contains("$")
                ? null
                : offence(() -> new GateEvaluator(
                        GateSettings.withoutClaim(value.trim()).build()));
    }

    /**
     * Holds both thresholds against each other.
     *
     * @param metric in whose unit they are; null for the cosine. What is wrong with its name is said beside it
     */
    static @Nullable String thresholds(@Nullable String unstable, @Nullable String fail, @Nullable String metric) {
        boolean blank = (unstable == null || unstable.isBlank()) && (fail == null || fail.isBlank());
        if (metric(metric) != null || (metric != null && metric.contains("$")) || blank) {
            return null;
        }
        return offence(() -> new GateEvaluator(GateSettings.builder()
                .metric(metric == null || metric.isBlank() ? null : metric.trim())
                .unstableThreshold(Settings.UNSTABLE_THRESHOLD.convert(unstable))
                .failThreshold(Settings.FAIL_THRESHOLD.convert(fail))
                .build()));
    }

    /** An address by itself. */
    static @Nullable String address(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return Messages.of("needed.address");
        }
        return value.contains("$") ? null : offence(() -> ServiceRequest.requireAddress(value.trim()));
    }

    static @Nullable String id(@Nullable String value) {
        // With a variable in it, it is known in the build only.
        return value == null || value.isBlank() || value.contains("$")
                ? null
                : offence(() -> VerificationSettings.requireId(value.trim()));
    }

    /** The first sentence of a setting's help, as markup. */
    static String sentence(String field) {
        return firstSentence(Messages.help(Settings.of(Use.JENKINS, Use.SERVICE_STEP).stream()
                .filter(setting -> setting.name().equals(field))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no setting " + field + "."))));
    }

    /** The first sentence of a help that is a file, as markup, in the language of whoever looks. */
    static String sentence(Class<?> form, String field) {
        return sentence(form, field, LocaleProvider.getLocale());
    }

    static String sentence(Class<?> form, String field, Locale locale) {
        String name = form.getSimpleName() + "/help-" + field;
        URL translated = form.getResource(name + "_" + locale.getLanguage() + ".html");
        URL help = translated == null ? form.getResource(name + ".html") : translated;
        if (help == null) {
            throw new IllegalStateException("There is no help for " + field + ".");
        }
        try (InputStream in = help.openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return firstSentence(text.replaceAll("</?code>", "`")
                    .replaceAll("<[^>]*>", "")
                    .strip()
                    .replaceAll("\\s+", " "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String firstSentence(String help) {
        Matcher end = SENTENCE.matcher(help);
        String first = end.find() ? end.group() : help;
        return first.replace("`", "").replace("&", "&amp;").replace("<", "&lt;");
    }

    /** What a form's list offers. */
    static ListBoxModel choices(Setting<String> setting) {
        ListBoxModel model = new ListBoxModel();
        if (!setting.isDefault(setting.choices().get(0))) {
            model.add(Messages.of("choice.trainer"), "");
        }
        setting.choices().forEach(value -> model.add(value, value));
        return model;
    }

    private static @Nullable String offence(final Runnable requirement) {
        try {
            requirement.run();
            return null;
        } catch (final IllegalArgumentException e) {
            return Messages.refusal(String.valueOf(e.getMessage()));
        }
    }
}

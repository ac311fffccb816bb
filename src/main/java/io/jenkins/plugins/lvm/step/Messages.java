package io.jenkins.plugins.lvm.step;

import io.jenkins.plugins.lvm.report.Translations;
import io.jenkins.plugins.lvm.verifier.contract.Setting;
import java.text.MessageFormat;
import java.text.ParsePosition;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jvnet.localizer.LocaleProvider;

/** Texts of forms and steps, in the language of whoever looks. */
final class Messages {
    private static final String TEXTS = "io.jenkins.plugins.lvm.step.Messages";
    /** The help of each setting, by its name; English is in the settings themselves. */
    private static final String SETTINGS = "io.jenkins.plugins.lvm.verifier.contract.Settings";

    private static final String REFUSAL = "refusal.";

    private Messages() {}

    /** A text of {@code Messages.properties} with values in place of {@code {0}} and so on. */
    static String of(String key, Object... values) {
        return Translations.text(Translations.bundle(TEXTS), key, values);
    }

    /** What a setting is for, and its default. */
    static String help(Setting<?> setting) {
        return help(setting, LocaleProvider.getLocale());
    }

    static String help(Setting<?> setting, Locale locale) {
        return Translations.phrase(Translations.bundle(SETTINGS, locale), setting.name(), setting.help());
    }

    /** What the engine says of a wrong value, which is English there; it stays so where nothing translates it. */
    static String refusal(String english) {
        return refusal(english, LocaleProvider.getLocale());
    }

    static String refusal(String english, Locale locale) {
        ResourceBundle texts = Translations.bundle(TEXTS, Locale.ROOT);
        for (String key : texts.keySet()) {
            if (key.startsWith(REFUSAL)) {
                ParsePosition end = new ParsePosition(0);
                Object[] values = new MessageFormat(texts.getString(key), Locale.ROOT).parse(english, end);
                if (values != null && end.getIndex() == english.length()) {
                    return Translations.text(Translations.bundle(TEXTS, locale), key, values);
                }
            }
        }
        return english;
    }
}

package io.jenkins.plugins.lvm.report;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jvnet.localizer.LocaleProvider;

/** Texts in the language of whoever looks. What has no translation stays English. */
public final class Translations {
    /** English phrases of the verifier's own, each with its translation. */
    private static final String PHRASES = "io.jenkins.plugins.lvm.report.Phrases";

    private Translations() {}

    /** A bundle of texts. */
    public static ResourceBundle bundle(String name) {
        return bundle(name, LocaleProvider.getLocale());
    }

    /** The same in a language. English is the root: a machine that speaks something else does not change that. */
    public static ResourceBundle bundle(String name, Locale locale) {
        return ResourceBundle.getBundle(
                name,
                locale,
                Translations.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** A text of a bundle with values in place of {@code {0}} and so on. */
    public static String text(ResourceBundle texts, String key, Object... values) {
        return new MessageFormat(texts.getString(key), Locale.ROOT).format(values);
    }

    /** A phrase that the verifier writes in English. */
    public static String phrase(String english, Locale locale) {
        return phrase(bundle(PHRASES, locale), english, english);
    }

    /** What a bundle has under a key; English where it has nothing. */
    public static String phrase(ResourceBundle texts, String key, String english) {
        return texts.containsKey(key) ? texts.getString(key) : english;
    }
}

package io.jenkins.plugins.lvm.report;

import io.jenkins.plugins.lvm.report.history.Sparkline.Words;
import java.util.Locale;
import org.jvnet.localizer.LocaleProvider;

/** Texts of the pages that are put together in Java, in the language of whoever looks. What has no translation stays English. */
final class Messages {
    private static final String TEXTS = "io.jenkins.plugins.lvm.report.Messages";

    private Messages() {}

    /** A text of {@code Messages.properties} with values in place of {@code {0}} and so on. */
    static String of(String key, Object... values) {
        return Translations.text(Translations.bundle(TEXTS), key, values);
    }

    /** The same in a language. */
    static Words in(Locale locale) {
        return (key, values) -> Translations.text(Translations.bundle(TEXTS, locale), key, values);
    }

    /** The same of a count, by which the key is chosen: {@code key.one} or {@code key.many}. */
    static String count(String key, long count) {
        return of(key + (count == 1 ? ".one" : ".many"), Long.toString(count));
    }

    /** A phrase that the verifier writes in English. */
    static String phrase(String english) {
        return Translations.phrase(english, LocaleProvider.getLocale());
    }
}

package io.jenkins.plugins.lvm.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.view.Fact;
import io.jenkins.plugins.lvm.verifier.view.GateWords;
import io.jenkins.plugins.lvm.verifier.view.VerificationView;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each text of a page has its German one, and nothing is translated that no page says. */
class TranslationsTest {
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Path REPORT = RESOURCES.resolve("io/jenkins/plugins/lvm/report");
    private static final Path SOURCES = Path.of("src/main/java/io/jenkins/plugins/lvm/report");
    /** {@code ${%text}}. */
    private static final Pattern KEY = Pattern.compile("\\$\\{%([^}]+)}");
    /** Words between tags, or in an attribute that people read. */
    private static final Pattern TEXT = Pattern.compile(
            ">\\s*([^<>{}]*[A-Za-z]{2}[^<>{}]*)<|\\s(?:title|caption|aria-label|data-label|data-text-[a-z]+|data-word-[a-z]+|description|placeholder)=\"([^\"{}]*[A-Za-z]{2}[^\"{}]*)\"");

    private static final Pattern UNSEEN = Pattern.compile(
            "<st:documentation>.*?</st:documentation>|<!--.*?-->|<a href=\"[a-z]+\\.[a-z0-9]+\">[^<]*</a>",
            Pattern.DOTALL);

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (Path root : List.of(REPORT, REPORT.resolveSibling("step"), RESOURCES.resolve("lib/lvm"))) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".jelly")).forEach(pages::add);
            }
        }
        return pages;
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            // As every Jenkins reads them, whatever it takes for their encoding.
            try (Reader in = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
                properties.load(in);
            }
        }
        return properties;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyTextOfAPageOrFormIsTranslated(Path page) throws IOException {
        String jelly = UNSEEN.matcher(Files.readString(page)).replaceAll("");
        Set<String> keys = new TreeSet<>();
        Matcher key = KEY.matcher(jelly);
        while (key.find()) {
            keys.add(key.group(1));
        }
        Path german = page.resolveSibling(page.getFileName().toString().replace(".jelly", "_de.properties"));
        assertThat(properties(german).stringPropertyNames()).isEqualTo(keys);
        assertThat(properties(german).values())
                .noneMatch(text -> text.toString().isBlank());
        // An apostrophe or a brace would mean something to the format.
        assertThat(properties(german).values())
                .noneMatch(
                        text -> text.toString().contains("'") || text.toString().contains("{"));

        List<String> untranslated = new ArrayList<>();
        Matcher text = TEXT.matcher(KEY.matcher(jelly).replaceAll(""));
        while (text.find()) {
            untranslated.add(text.group(1) == null ? text.group(2) : text.group(1));
        }
        assertThat(untranslated).isEmpty();
    }

    @Test
    void textsPutTogetherInJavaAreThereInBothLanguagesAndUsed() throws IOException {
        Properties english = properties(REPORT.resolve("Messages.properties"));
        Properties german = properties(REPORT.resolve("Messages_de.properties"));
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                Matcher call = Pattern.compile("(?:Messages|words)\\.(of|count)\\(\\s*\"([^\"]+)\"")
                        .matcher(Files.readString(file));
                while (call.find()) {
                    if (call.group(1).equals("of")) {
                        used.add(call.group(2));
                    } else {
                        used.add(call.group(2) + ".one");
                        used.add(call.group(2) + ".many");
                    }
                }
            }
        }
        assertThat(english.stringPropertyNames()).isEqualTo(used);
        assertThat(german.stringPropertyNames()).isEqualTo(used);
        for (String key : used) {
            assertThat(new MessageFormat(german.getProperty(key), Locale.ROOT).getFormatsByArgumentIndex())
                    .as(key)
                    .hasSameSizeAs(
                            new MessageFormat(english.getProperty(key), Locale.ROOT).getFormatsByArgumentIndex());
        }
    }

    @Test
    void gatesAndFactsHaveGermanNames() throws IOException {
        Set<String> german = properties(REPORT.resolve("Phrases_de.properties")).stringPropertyNames();
        assertThat(Arrays.stream(GateMetric.values()).map(GateWords::name)).isSubsetOf(german);
        assertThat(Arrays.stream(GateMetric.values()).map(GateMetric::meaning)).isSubsetOf(german);
        VerificationView view = new VerificationView(new SampleVerification("model.pt", "gru-stack", 0.5, 3)
                .claiming(0.51)
                .build());
        assertThat(Stream.concat(view.getNumbers().stream(), view.getProvenance().stream())
                        .map(Fact::getName))
                .isSubsetOf(german);
    }

    /** A phrase that the verifier no longer says would be translated for nobody. */
    @Test
    void everyPhraseIsOneOfTheVerifiers() throws IOException {
        StringBuilder said = new StringBuilder();
        for (String room : List.of("verifier/view", "verifier/gate", "report")) {
            try (Stream<Path> files = Files.list(SOURCES.resolveSibling(room))) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    said.append(Files.readString(file));
                }
            }
        }
        Set<String> names = new TreeSet<>();
        Arrays.stream(GateMetric.values()).map(GateWords::name).forEach(names::add);
        assertThat(properties(REPORT.resolve("Phrases_de.properties")).stringPropertyNames())
                .allMatch(phrase -> names.contains(phrase) || said.indexOf("\"" + phrase + "\"") >= 0);
    }

    @Test
    void theHistogramSpeaksGerman() {
        String svg = new VerificationView(new SampleVerification("model.pt", "gru-stack", 0.5, 3)
                        .claiming(0.51)
                        .build())
                .histogramSvg(phrase -> Translations.phrase(phrase, Locale.GERMAN));

        assertThat(svg)
                .contains("Histogramm der Kosinus von 2,000 Zeilen; gemessen ", "; behauptet 0.5100", " Zeilen (")
                .doesNotContain("rows", "claim ", "actual ");
    }

    @Test
    void withoutATranslationAPhraseStaysAsItIs() {
        assertThat(Messages.phrase("nobody says this")).isEqualTo("nobody says this");
        assertThat(Messages.count("stale", 1)).isEqualTo("not verified for 1 build");
        assertThat(Messages.of("models.stale", "2")).isEqualTo("; 2 not verified by the job's last build");
    }
}

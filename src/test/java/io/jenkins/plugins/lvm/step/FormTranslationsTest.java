package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.lvm.report.Translations;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Forms say in German what they say in English: helps, sentences, names, and what is wrong with a value. */
class FormTranslationsTest {
    private static final Path RESOURCES = Path.of("src/main/resources/io/jenkins/plugins/lvm/step");
    private static final Path SOURCES = Path.of("src/main/java/io/jenkins/plugins/lvm/step");
    private static final String TEXTS = "io.jenkins.plugins.lvm.step.Messages";
    private static final List<Setting<?>> SETTINGS = Settings.of(Use.JENKINS, Use.SERVICE_STEP);

    private static Set<String> names(String help) {
        return Pattern.compile("`[^`]*`")
                .matcher(help)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everySettingIsExplainedInGermanWithTheSameNames() {
        ResourceBundle german = Translations.bundle("io.jenkins.plugins.lvm.verifier.contract.Settings", Locale.GERMAN);
        assertThat(german.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        SETTINGS.stream().map(Setting::name).toList());
        for (Setting<?> setting : SETTINGS) {
            String help = Messages.help(setting, Locale.GERMAN);
            assertThat(names(help)).as(setting.name()).isEqualTo(names(setting.help()));
            assertThat(help.contains(" Vorgabe: "))
                    .as(setting.name())
                    .isEqualTo(setting.help().contains(" Default: "));
            assertThat(FormChecks.firstSentence(help))
                    .as(setting.name())
                    .matches("[\\p{Lu}5a-z].{15,360}\\.")
                    .doesNotContain("`");
        }
    }

    /** What no setting stands for is written by hand, in both languages. */
    @Test
    void everyHelpFileHasItsGermanOne() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            Set<Path> helps = files.filter(file -> file.getFileName().toString().matches("help.*\\.html"))
                    .collect(Collectors.toSet());
            for (Path help : helps) {
                String name = help.getFileName().toString();
                String other = name.contains("_de.") ? name.replace("_de.", ".") : name.replace(".html", "_de.html");
                assertThat(helps).contains(help.resolveSibling(other));
            }
        }
    }

    @Test
    void textsOfFormsAreThereInBothLanguagesAndUsed() throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                sources.append(Files.readString(file));
            }
        }
        ResourceBundle english = Translations.bundle(TEXTS, Locale.ROOT);
        assertThat(english.keySet().stream().filter(key -> !key.startsWith("refusal.")))
                .containsExactlyInAnyOrderElementsOf(Pattern.compile("Messages\\.of\\(\\s*\"([^\"]+)\"")
                        .matcher(sources)
                        .results()
                        .map(call -> call.group(1))
                        .collect(Collectors.toSet()));
        assertThat(sources).doesNotContain("FormValidation.error(\"");
        ResourceBundle german = Translations.bundle(TEXTS, Locale.GERMAN);
        for (String key : english.keySet()) {
            assertThat(german.getString(key)).as(key).isNotEqualTo(english.getString(key));
            assertThat(new MessageFormat(german.getString(key), Locale.ROOT).getFormatsByArgumentIndex())
                    .as(key)
                    .hasSameSizeAs(new MessageFormat(english.getString(key), Locale.ROOT).getFormatsByArgumentIndex());
        }
    }

    private static String refused(ThrowingCallable value) {
        String english =
                catchThrowableOfType(IllegalArgumentException.class, value).getMessage();
        String german = Messages.refusal(english, Locale.GERMAN);
        assertThat(german).isNotEqualTo(english);
        assertThat(Messages.refusal(english, Locale.ROOT)).isEqualTo(english);
        return german;
    }

    /** By the sentences of the engine as they are: one that was reworded there is found here. */
    @Test
    void whatIsWrongWithAValueIsSaidInGerman() {
        assertThat(List.of(
                        refused(() -> Settings.SPLIT.convert("half")),
                        refused(() -> Settings.THREADS.convert("-1")),
                        refused(() -> Settings.SEED.convert("x")),
                        refused(() -> Settings.MIN_COSINE.convert("x")),
                        refused(() -> Settings.MIN_COSINE.convert("3")),
                        refused(() -> Settings.DEVICES.convert("cpu, cpu")),
                        refused(() -> QualityGate.constant(GateMetric.class, "metric", "x")),
                        refused(() ->
                                new GateEvaluator(GateSettings.withoutClaim("x").build())),
                        refused(() -> gates(0.2, 0.1, null)),
                        refused(() -> gates(3.0, null, null)),
                        refused(() -> gates(null, null, "mse")),
                        refused(() -> ServiceRequest.requireAddress("not an address")),
                        refused(() -> ServiceRequest.requireAddress("ftp://a/b")),
                        refused(() -> ServiceRequest.requireAddress("http://user:secret@host/")),
                        refused(() -> VerificationSettings.requireId("a/b")),
                        refused(() -> LvmGlobalConfiguration.devices("gpu"))))
                .startsWith(
                        "„half“ ist bei split nicht möglich; wählen Sie eines von auto, articles, random, tail, all.",
                        "threads ist -1; es darf weder negativ sein noch über 2147483647 liegen.",
                        "„x“ ist keine ganze Zahl; schreiben Sie seed etwa als 42.",
                        "„x“ ist keine Zahl; schreiben Sie minCosine etwa als 0.05.",
                        "minCosine ist 3.0; geben Sie eine Zahl zwischen -1 und 2 an.",
                        "devices nennt cpu, cpu: eines davon zweimal. Nennen Sie jedes einmal.")
                .contains(
                        "unstableThreshold (0.2) liegt über failThreshold (0.1): ein Abstand ließe den Build fehlschlagen, bevor"
                                + " er ihn instabil macht. Senken Sie das erste oder heben Sie das zweite an.",
                        "„gpu“ ist nicht ein Label und ein Gerät; schreiben Sie sie etwa als gpu = cuda:0.");
    }

    private static void gates(Double unstable, Double fail, String metric) {
        new GateEvaluator(GateSettings.builder()
                        .metric(metric)
                        .unstableThreshold(unstable)
                        .failThreshold(fail)
                        .build())
                .gates();
    }

    @Test
    void whatNobodyTranslatedStaysAsItIs() {
        assertThat(Messages.refusal("Nobody says this.", Locale.GERMAN)).isEqualTo("Nobody says this.");
        assertThat(FormChecks.value(Settings.DATA, "")).isEqualTo("A path is needed here.");
    }
}

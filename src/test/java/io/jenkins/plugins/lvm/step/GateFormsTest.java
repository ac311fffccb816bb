package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.ListBoxModel;
import io.jenkins.plugins.lvm.verifier.gate.Criticality;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of the deploy gate and of a quality gate say what their fields are for, and name gates in words. */
class GateFormsTest {
    private static final Path FORMS = Path.of("src/main/resources/io/jenkins/plugins/lvm/step");
    private static final Pattern FIELD =
            Pattern.compile("<f:entry title=\"\\$\\{%[^\"]+\" field=\"(\\w+)\"( description=\"[^\"]+\")?>");

    @ParameterizedTest
    @ValueSource(classes = {LvmDeployGateBuilder.class, QualityGate.class})
    void eachFieldHasASentenceInBothLanguages(Class<?> form) throws IOException {
        String jelly = Files.readString(FORMS.resolve(form.getSimpleName()).resolve("config.jelly"));
        List<MatchResult> fields = FIELD.matcher(jelly).results().toList();

        assertThat(fields).hasSizeGreaterThan(2);
        for (MatchResult field : fields) {
            assertThat(field.group(2)).isEqualTo(" description=\"${descriptor.sentence('" + field.group(1) + "')}\"");
            String english = FormChecks.sentence(form, field.group(1), Locale.ENGLISH);
            String german = FormChecks.sentence(form, field.group(1), Locale.GERMAN);
            assertThat(List.of(english, german)).allMatch(sentence -> sentence.matches("\\p{Lu}[^<>`&]{15,250}\\."));
            assertThat(german).isNotEqualTo(english);
            assertThat(FormChecks.sentence(form, field.group(1), Locale.FRENCH)).isEqualTo(english);
        }
        assertThat(FormChecks.sentence(LvmDeployGateBuilder.class, "policy", Locale.ENGLISH))
                .isEqualTo("What else is asked for: the text of a policy as attest-check --policy reads it.");
    }

    @Test
    void gatesAreNamedInWordsAndStoredAsConstants() {
        ListBoxModel english = GateChoices.metrics(Locale.ENGLISH);
        ListBoxModel german = GateChoices.metrics(Locale.GERMAN);

        for (ListBoxModel items : List.of(english, german)) {
            assertThat(items.stream().map(item -> item.value))
                    .containsExactlyElementsOf(
                            Arrays.stream(GateMetric.values()).map(Enum::name).toList());
            assertThat(items.stream().map(item -> item.name)).noneMatch(name -> name.matches(".*[A-Z]{2,}(_.*|:.*)"));
        }
        assertThat(english.get(0).name).isEqualTo("Gap below: how far the model falls short of its claim");
        assertThat(german.get(0).name)
                .isEqualTo("Abstand nach unten: wie weit das Modell hinter seiner Behauptung zur\u00fcckbleibt");
        for (int i = 0; i < english.size(); i++) {
            assertThat(german.get(i).name).isNotEqualTo(english.get(i).name);
        }
    }

    @Test
    void whatMissingAGateMeansIsSaidInWordsOfEveryConstant() {
        ListBoxModel items = GateChoices.criticalities();

        assertThat(items.stream().map(item -> item.value))
                .containsExactlyElementsOf(
                        Arrays.stream(Criticality.values()).map(Enum::name).toList());
        assertThat(items.get(2).name).isEqualTo("Failed: fails the build");
    }
}

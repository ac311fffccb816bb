package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Kind;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The step has what {@link Settings} declares: a member for each that Stapler and XStream need, a line in the form, a help text, and a line
 * in {@code docs/parameters.md}. A new setting makes these tests name what is missing. Run with {@code -Ddocs.update=true} to write help
 * texts and document anew.
 */
class ParametersTest {
    private static final Path RESOURCES =
            Path.of("src/main/resources/io/jenkins/plugins/lvm/step/VerifyLvmCheckpointBuilder");
    private static final Path DOCUMENT = Path.of("docs/parameters.md");
    private static final Pattern FIELD = Pattern.compile("<f:entry title=\"[^\"]+\" field=\"([^\"]*)\"");
    private static final int LINE = 140;

    private static final List<Setting<?>> SETTINGS = Settings.of(Use.JENKINS);

    private static List<String> names() {
        return SETTINGS.stream().map(Setting::name).toList();
    }

    private static boolean has(Class<?> type, String method, Class<?> result) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(found -> found.getName().equals(method) && result.isAssignableFrom(found.getReturnType()));
    }

    private static String capitalized(Setting<?> setting) {
        return Character.toUpperCase(setting.name().charAt(0)) + setting.name().substring(1);
    }

    @Test
    void everySettingHasItsMembers() {
        Class<?> step = VerifyLvmCheckpointBuilder.class;
        Class<?> descriptor = VerifyLvmCheckpointBuilder.DescriptorImpl.class;
        List<String> missing = new ArrayList<>();
        for (Setting<?> setting : SETTINGS) {
            String name = capitalized(setting);
            if (Arrays.stream(step.getDeclaredFields())
                    .noneMatch(field -> field.getName().equals(setting.name()))) {
                missing.add("the field " + setting + ", which XStream saves");
            }
            String getter = (setting.kind() == Kind.FLAG ? "is" : "get") + name;
            if (!has(step, getter, Object.class)
                    && !has(step, getter, boolean.class)
                    && !has(step, getter, int.class)) {
                missing.add(getter + "(), which Stapler reads");
            }
            if (!setting.isRequired() && !has(step, "set" + name, void.class)) {
                missing.add("set" + name + "(…) with @DataBoundSetter, which Stapler calls");
            }
            if (!setting.choices().isEmpty() && !has(descriptor, "doFill" + name + "Items", ListBoxModel.class)) {
                missing.add("doFill" + name + "Items(), which fills the form's list");
            }
            if ((setting.isRequired() || setting.isBounded())
                    && !has(descriptor, "doCheck" + name, FormValidation.class)) {
                missing.add("doCheck" + name + "(…), which checks the form");
            }
        }
        assertThat(missing).as("missing in VerifyLvmCheckpointBuilder").isEmpty();
    }

    /** A Pipeline looks for them in the step, whose class is a list of them and nothing else. */
    @Test
    void thePipelineStepHasTheMembersOfTheBuildStep() {
        assertThat(bound(VerifyLvmCheckpointParameters.class)).isEqualTo(bound(VerifyLvmCheckpointBuilder.class));
        for (Method setter : VerifyLvmCheckpointBuilder.class.getDeclaredMethods()) {
            if (setter.isAnnotationPresent(DataBoundSetter.class)) {
                String name = setter.getName().substring(3);
                assertThat(getter(VerifyLvmCheckpointParameters.class, name))
                        .as(name)
                        .isEqualTo(getter(VerifyLvmCheckpointBuilder.class, name));
            }
        }
    }

    private static Set<String> bound(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .map(method -> method.getName() + Arrays.toString(method.getGenericParameterTypes()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String getter(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals("get" + name)
                        || method.getName().equals("is" + name))
                .map(Method::toGenericString)
                .map(text -> text.replace(type.getName() + ".", ""))
                .collect(Collectors.joining());
    }

    /** Its methods could not be called here: what they need of Jenkins is not there. */
    @Test
    void eachMemberOfThePipelineStepIsThatOfTheBuildStep() throws IOException {
        String source = Files.readString(
                Path.of("src/main/java/io/jenkins/plugins/lvm/step/VerifyLvmCheckpointParameters.java"));
        List<String> called = Pattern.compile("public [^=;]*? (\\w+)\\([^)]*\\) \\{\\s+(return )?delegate\\.(\\w+)\\(")
                .matcher(source)
                .results()
                .map(method -> method.group(1) + " calls " + method.group(3))
                .toList();

        assertThat(called)
                .hasSize(VerifyLvmCheckpointParameters.class.getDeclaredMethods().length - 1)
                .allMatch(call -> call.matches("(\\w+) calls \\1"));
    }

    @Test
    void everyMemberHasItsSetting() {
        Set<String> members = new TreeSet<>();
        for (Method method : VerifyLvmCheckpointBuilder.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                members.add(Character.toLowerCase(method.getName().charAt(3))
                        + method.getName().substring(4));
            }
        }
        // Not a setting: several of them.
        members.remove("models");
        assertThat(names()).containsAll(members);
    }

    @Test
    void theFormOffersTheChoicesOfTheSettings() {
        assertThat(FormChecks.choices(Settings.SPLIT))
                .extracting(option -> option.value)
                .containsExactlyElementsOf(Settings.SPLIT.choices());
        assertThat(FormChecks.choices(Settings.PERMUTATION))
                .extracting(option -> option.value)
                .containsExactly("", "torch", "numpy");
        assertThat(FormChecks.choices(Settings.ON_UNSUPPORTED))
                .extracting(option -> option.value)
                .containsExactly("unstable", "fail", "ignore");
    }

    @Test
    void theFormHasEverySettingTheRequiredFirstInGroupsThatAnEyeTakesIn() throws IOException {
        String form = Files.readString(RESOURCES.resolve("config.jelly"));
        List<String> fields =
                FIELD.matcher(form).results().map(result -> result.group(1)).toList();
        assertThat(fields).as("fields in config.jelly").containsExactlyInAnyOrderElementsOf(names());
        assertThat(fields)
                .startsWith(SETTINGS.stream()
                        .filter(Setting::isRequired)
                        .map(Setting::name)
                        .toArray(String[]::new));
        for (String group : form.split("<f:advanced ")) {
            assertThat(FIELD.matcher(group).results()).as(group).hasSizeBetween(5, 9);
        }
    }

    @Test
    void everyFieldHasASentence() {
        for (Setting<?> setting : SETTINGS) {
            assertThat(FormChecks.sentence(setting.name()))
                    .as(setting.name())
                    .matches("[A-Za-z5].{15,320}\\.")
                    .doesNotContain("`");
        }
        assertThat(FormChecks.sentence("seed")).isEqualTo("Seed of a random split.");
    }

    @Test
    void everySettingHasItsHelpAndNoneIsLeftOver() throws IOException {
        for (Setting<?> setting : SETTINGS) {
            assertHelp(RESOURCES, setting);
        }
        try (Stream<Path> files = Files.list(RESOURCES)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("help-"))
                            .map(name -> name.replaceAll("^help-|(_de)?\\.html$", ""))
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(names());
        }
    }

    /** Jenkins takes the file of the viewer's language. */
    static void assertHelp(Path folder, Setting<?> setting) throws IOException {
        for (Locale locale : List.of(Locale.ROOT, Locale.GERMAN)) {
            String language = locale.getLanguage().isEmpty() ? "" : "_" + locale.getLanguage();
            Path file = folder.resolve("help-" + setting + language + ".html");
            String html = html(Messages.help(setting, locale));
            if (Boolean.getBoolean("docs.update")) {
                Files.writeString(file, html);
            }
            assertThat(file).hasContent(html);
        }
    }

    private static String html(String help) {
        String text = help.replace("&", "&amp;").replace("<", "&lt;").replaceAll("`([^`]*)`", "<code>$1</code>");
        StringBuilder html = new StringBuilder("<div>\n");
        StringBuilder line = new StringBuilder(" ");
        for (String word : text.split(" ")) {
            if (line.length() + 1 + word.length() > LINE) {
                html.append(line).append('\n');
                line = new StringBuilder(" ");
            }
            line.append(' ').append(word);
        }
        return html.append(line).append("\n</div>\n").toString();
    }

    @Test
    void theDocumentSaysWhatTheHelpSays() throws IOException {
        StringBuilder document = new StringBuilder(
                """
                # Parameters of `verifyLvmCheckpoint`

                The Pipeline step and the freestyle build step take the same. `checkpoint` and `data` are required. In a freestyle job,
                variables such as `$WORKSPACE` are expanded.

                | parameter | meaning |
                |---|---|
                """);
        for (Setting<?> setting : SETTINGS) {
            document.append("| `" + setting + "` | " + setting.help().replace("|", "\\|") + " |\n");
        }
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(DOCUMENT, document);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(document.toString());
    }
}

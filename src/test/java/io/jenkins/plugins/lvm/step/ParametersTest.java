package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The step's parameters, its form, its help and {@code docs/parameters.md} say the same. Run with {@code
 * -Ddocs.update=true} to write the document anew.
 */
class ParametersTest {
    private static final Path RESOURCES =
            Path.of("src/main/resources/io/jenkins/plugins/lvm/step/VerifyLvmCheckpointBuilder");
    private static final Path DOCUMENT = Path.of("docs/parameters.md");
    private static final Set<String> REQUIRED = Set.of("checkpoint", "data");
    private static final Pattern FIELD = Pattern.compile("<f:entry title=\"[^\"]*\" field=\"([^\"]*)\"");

    private static Set<String> parameters() {
        final Set<String> names = new TreeSet<>(REQUIRED);
        for (final Method method : VerifyLvmCheckpointBuilder.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                names.add(Character.toLowerCase(method.getName().charAt(3))
                        + method.getName().substring(4));
            }
        }
        return names;
    }

    private static List<String> fields() throws IOException {
        final Matcher matcher = FIELD.matcher(Files.readString(RESOURCES.resolve("config.jelly")));
        return matcher.results().map(result -> result.group(1)).toList();
    }

    private static String help(final String parameter) throws IOException {
        return Files.readString(RESOURCES.resolve("help-" + parameter + ".html"))
                .replaceAll("</?div>", "")
                .replaceAll("</?code>", "`")
                .replaceAll("\\s+", " ")
                .strip();
    }

    @Test
    void formHasEveryParameterOnce() throws IOException {
        assertThat(fields()).containsExactlyInAnyOrderElementsOf(parameters());
    }

    @Test
    void everyParameterHasHelpAndNoHelpIsLeftOver() throws IOException {
        try (Stream<Path> files = Files.list(RESOURCES)) {
            final List<String> helped = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("help-"))
                    .map(name -> name.replaceAll("^help-|\\.html$", ""))
                    .toList();
            assertThat(helped).containsExactlyInAnyOrderElementsOf(parameters());
        }
    }

    @Test
    void documentSaysWhatTheHelpSays() throws IOException {
        final StringBuilder document = new StringBuilder(
                """
                # Parameters of `verifyLvmCheckpoint`

                The Pipeline step and the freestyle build step take the same. `checkpoint` and `data` are required. In a freestyle job,
                variables such as `$WORKSPACE` are expanded.

                | parameter | meaning |
                |---|---|
                """);
        for (final String parameter : fields()) {
            document.append("| `" + parameter + "` | " + help(parameter).replace("|", "\\|") + " |\n");
        }
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(DOCUMENT, document);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(document.toString());
    }

    @Test
    void commandLineTakesWhatConcernsTheVerificationItself() throws IOException {
        final Path commands = Path.of("src/main/java/io/jenkins/plugins/lvm/verifier/cli");
        final String options = Files.readString(commands.resolve("VerificationOptions.java"))
                + Files.readString(commands.resolve("EngineOptions.java"))
                + Files.readString(commands.resolve("VerifyCommand.java"));
        final List<String> jenkinsOnly = List.of(
                "model",
                "id",
                "qualityGates",
                "servingGapThreshold",
                "failBuild",
                "allowEmpty",
                "timeoutMinutes",
                "javaHome",
                "describeBuild",
                "baselineJob");

        assertThat(parameters()).filteredOn(name -> !jenkinsOnly.contains(name)).allSatisfy(name -> assertThat(options)
                .contains("\"--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT) + "\""));
        assertThat(parameters()).containsAll(jenkinsOnly);
    }
}

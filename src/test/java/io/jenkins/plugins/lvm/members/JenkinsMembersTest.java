package io.jenkins.plugins.lvm.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Opcodes;

/**
 * The plugin is compiled against an ancestor of Jenkins' core and against signatures, and runs on neither. Here each member that its
 * bytecode refers to is looked up where it has to be. {@code jenkins-members.txt} is the list of them; after a change that uses
 * others, run this test with {@code -Djenkins.members.update=true} and see that the difference is what you meant.
 */
class JenkinsMembersTest {
    private static final Path LIST = Path.of("src/test/resources/jenkins-members.txt");

    /** Types younger than the ancestor that the plugin refers to everywhere, and why that does no harm. */
    private static final Map<String, String> YOUNGER = Map.of(
            "jenkins.model.RunAction2",
            "part of every Jenkins that the plugin supports",
            "jenkins.model.TransientActionFactory",
            "part of every Jenkins that the plugin supports",
            "org.jenkinsci.Symbol",
            "an annotation, which a JVM that does not know it leaves out");

    /** Classes that are loaded only where the types are that they extend: those of Pipeline, and younger ones of the core. */
    private static final List<String> OPTIONAL = List.of(
            "io.jenkins.plugins.lvm.step.VerifyLvmCheckpointParameters",
            "io.jenkins.plugins.lvm.step.VerifyLvmCheckpointStep",
            "io.jenkins.plugins.lvm.step.VerifyLvmServiceStep",
            "io.jenkins.plugins.lvm.step.LvmVerificationResultStep",
            "io.jenkins.plugins.lvm.report.VerificationTokenMacro",
            "io.jenkins.plugins.lvm.report.VerificationChecks",
            "io.jenkins.plugins.lvm.report.LvmPortlet",
            "io.jenkins.plugins.lvm.report.PageTab",
            "io.jenkins.plugins.lvm.report.RunTab",
            "io.jenkins.plugins.lvm.report.JobTab",
            "io.jenkins.plugins.lvm.report.RunDetail",
            "io.jenkins.plugins.lvm.step.LvmGlobalConfiguration",
            "io.jenkins.plugins.lvm.step.SimpleVerifyLvmCheckpointBuilder",
            "io.jenkins.plugins.lvm.step.LvmDeployGateStep",
            "io.jenkins.plugins.lvm.step.MergeLvmVerificationStep",
            "io.jenkins.plugins.lvm.step.CredentialsSecretSource");

    /** What comes from plugins and a library that the list of a current Jenkins does not cover; their signatures were read in their sources. */
    private static final Pattern NOT_LISTED = Pattern.compile(
            "(com\\.cloudbees\\.plugins\\.credentials|org\\.jenkinsci\\.plugins\\.(plaincredentials|tokenmacro)"
                    + "|io\\.jenkins\\.plugins\\.checks|hudson\\.plugins\\.view\\.dashboard|org\\.jvnet\\.localizer)\\..*");

    private final ClassFiles classFiles = new ClassFiles();
    private final SortedMap<String, Set<String>> references;

    JenkinsMembersTest() throws IOException, URISyntaxException {
        references = PluginReferences.of(folderOf("io/jenkins/plugins/lvm/step/VerificationRun.class"), classFiles);
    }

    private static Path folderOf(final String resource) throws URISyntaxException {
        Path folder = Path.of(
                JenkinsMembersTest.class.getClassLoader().getResource(resource).toURI());
        for (int i = resource.split("/").length; i > 0; i--) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static JenkinsApi currentJenkins() throws IOException {
        final Path list =
                Path.of(System.getProperty("lvm.shared", "../shared"), "reference/jenkins-2.568.2-api.txt.gz");
        assumeTrue(Files.exists(list), () -> "skipped: there is no list of Jenkins' members in " + list);
        return new JenkinsApi(list);
    }

    @Test
    void committedListNamesExactlyWhatThePluginRefersTo() throws IOException {
        if (Boolean.getBoolean("jenkins.members.update")) {
            Files.write(LIST, references.keySet());
        }
        assertThat(Files.readAllLines(LIST)).containsExactlyElementsOf(references.keySet());
    }

    @Test
    void everythingOutsidePipelineIsInTheAncestorToo() {
        final List<String> missing = new ArrayList<>();
        references.forEach((reference, users) -> {
            final String[] columns = reference.split("\t");
            final boolean there = fromSources(columns[0])
                    ? YOUNGER.containsKey(columns[0])
                    : columns[1].equals(JenkinsApi.TYPE)
                            ? classFiles.find(columns[0].replace('.', '/')) != null
                            : classFiles.has(columns[0].replace('.', '/'), columns[1]);
            if (!there && !users.stream().allMatch(user -> OPTIONAL.stream().anyMatch(user::startsWith))) {
                missing.add(reference + " in " + users);
            }
        });
        assertThat(missing).isEmpty();
    }

    /** Says whether a type is one of our signatures, and not one of the ancestor's. */
    private static boolean fromSources(final String type) {
        final String source = type.replaceFirst("\\$.*", "").replace('.', '/') + ".java";
        return Files.exists(Path.of("src/jenkins-api/java", source));
    }

    @Test
    void everythingIsInACurrentJenkins() throws IOException {
        final JenkinsApi jenkins = currentJenkins();
        assertThat(Files.readAllLines(LIST)).allSatisfy(reference -> {
            final String[] columns = reference.split("\t");
            if (NOT_LISTED.matcher(columns[0]).matches()) {
                return;
            }
            assertThat(jenkins.has(columns[0], columns[1])).as(reference).isTrue();
        });
    }

    @Test
    void signaturesAreThoseOfACurrentJenkins() throws IOException, URISyntaxException {
        final JenkinsApi jenkins = currentJenkins();
        final Path folder = folderOf("jenkins/model/RunAction2.class");
        final List<String> types;
        try (Stream<Path> files = Files.walk(folder)) {
            types = files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> folder.relativize(file).toString().replaceFirst("\\.class$", ""))
                    .filter(type -> !NOT_LISTED.matcher(type.replace('/', '.')).matches())
                    .toList();
        }
        assertThat(types).isNotEmpty().allSatisfy(type -> {
            final String name = type.replace('/', '.');
            final ClassFiles.Declared declared = classFiles.find(type);
            assertThat(jenkins.modifiers(name, JenkinsApi.TYPE)).as(name).isNotNull();
            declared.members().forEach((member, access) -> {
                if ((access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0
                        && (access & Opcodes.ACC_SYNTHETIC) == 0) {
                    assertThat(words(jenkins.modifiers(name, member)))
                            .as(name + " " + member)
                            .isEqualTo(modifiers(access));
                }
            });
        });
    }

    private static Set<String> words(final String modifiers) {
        return modifiers == null ? Set.of("(no such member)") : new TreeSet<>(List.of(modifiers.split(" ")));
    }

    /** The words of the list, in which a default method is one that is not abstract. */
    private static Set<String> modifiers(final int access) {
        final int kept = access
                & (Opcodes.ACC_PUBLIC
                        | Opcodes.ACC_PROTECTED
                        | Opcodes.ACC_STATIC
                        | Opcodes.ACC_ABSTRACT
                        | Opcodes.ACC_FINAL
                        | Opcodes.ACC_SYNCHRONIZED);
        return Stream.of(Modifier.toString(kept).split(" ")).collect(Collectors.toCollection(TreeSet::new));
    }
}

package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.artifact.Artifact;
import io.jenkins.plugins.lvm.verifier.artifact.ArtifactList;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The two builds make the same plugin: {@code jenkins-pom.xml} says the same as {@code pom.xml}, where both say something. */
class JenkinsPomTest {
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

    private final Pom here = new Pom("pom.xml");
    private final Pom there = new Pom("jenkins-pom.xml");

    /** One POM, read as it stands. */
    private static final class Pom {
        private final Document document;
        private final XPath xpath = XPathFactory.newInstance().newXPath();

        Pom(final String file) {
            try {
                document = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new File(file));
            } catch (final Exception e) {
                throw new IllegalStateException(file, e);
            }
        }

        String text(final String path) {
            try {
                return expanded(xpath.evaluate(path, document));
            } catch (final XPathExpressionException e) {
                throw new IllegalArgumentException(path, e);
            }
        }

        private String expanded(final String text) {
            return PROPERTY.matcher(text.strip())
                    .replaceAll(match -> Matcher.quoteReplacement(text("/project/properties/" + match.group(1))));
        }

        /** Version by coordinates, of the elements that a path names. */
        Map<String, String> versions(final String path) {
            final Map<String, String> versions = new TreeMap<>();
            for (final Element element : elements(path)) {
                versions.put(
                        child(element, "groupId") + ":" + child(element, "artifactId") + ":"
                                + child(element, "classifier"),
                        child(element, "version"));
            }
            return versions;
        }

        int count(String path) {
            return elements(path).size();
        }

        Set<String> artifacts(final String path) {
            final Set<String> names = new TreeSet<>();
            elements(path).forEach(element -> names.add(child(element, "artifactId")));
            return names;
        }

        private List<Element> elements(final String path) {
            try {
                final NodeList nodes = (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
                return IntStream.range(0, nodes.getLength())
                        .mapToObj(i -> (Element) nodes.item(i))
                        .toList();
            } catch (final XPathExpressionException e) {
                throw new IllegalArgumentException(path, e);
            }
        }

        private String child(final Element element, final String name) {
            final NodeList nodes = element.getElementsByTagName(name);
            return nodes.getLength() == 0 ? "" : expanded(nodes.item(0).getTextContent());
        }
    }

    @Test
    void bothBuildTheSamePlugin() {
        for (final String coordinate : List.of("groupId", "artifactId", "name")) {
            assertThat(there.text("/project/" + coordinate)).isEqualTo(here.text("/project/" + coordinate));
        }
        assertThat(there.text("/project/properties/jenkins.version"))
                .isEqualTo(here.text("/project/properties/jenkins.baseline"));
        // Releases are numbered by the Jenkins project's continuous delivery.
        assertThat(there.text("/project/version")).isEqualTo("999999-SNAPSHOT");
    }

    @Test
    void bothCompileTheEngineAgainstTheSameLibraries() {
        final Map<String, String> engine =
                here.versions("/project/dependencies/dependency[not(scope) or scope='runtime']");
        assertThat(engine).hasSizeGreaterThan(7).containsKey("ai.djl.pytorch:pytorch-engine:");
        // Jenkins' own, in the version that its plugins share; agents get what the list says.
        engine.keySet().removeAll(Set.of("com.google.code.gson:gson:", "commons-codec:commons-codec:"));

        assertThat(there.versions("/project/dependencies/dependency[not(scope) or scope='runtime']"))
                .containsAllEntriesOf(engine)
                .containsKeys("io.jenkins.plugins:gson-api:", "commons-codec:commons-codec:");
    }

    @Test
    void onlyTheJsonReaderIsForTheController() {
        assertThat(there.artifacts(
                        "/project/dependencies/dependency[(not(scope) or scope='runtime') and not(optional='true')]"))
                .containsExactly("gson-api");
        assertThat(there.artifacts("/project/dependencies/dependency[optional='true']"))
                .contains("workflow-step-api", "workflow-api", "credentials", "plain-credentials")
                .contains("token-macro", "checks-api", "dashboard-view");
    }

    @Test
    void noDependencyStandsTwiceAndNoRuleOfTheJenkinsProjectIsSkipped() {
        assertThat(there.count("/project/dependencies/dependency"))
                .isEqualTo(there.versions("/project/dependencies/dependency").size());
        assertThat(there.count("//*[contains(name(), 'skip') and text()='true']"))
                .isZero();
    }

    @Test
    void chartsAreTheSame() {
        assertThat(there.versions("//artifactItem"))
                .hasSize(1)
                .isEqualTo(here.versions("//execution[id!='controller']//artifactItem"));
    }

    /** The list of what agents fetch is compared with the class path by the build; here with what a reader of the POM sees. */
    @Test
    void agentsFetchTheLibrariesThatThePomNames() throws IOException {
        ArtifactList list;
        try (InputStream in = Files.newInputStream(Path.of("src/hpi/artifacts.txt"))) {
            list = ArtifactList.read(in);
        }
        Map<String, String> natives = here.versions("//dependency[classifier]");
        Map<String, String> named = here.versions("/project/dependencies/dependency[not(scope) or scope='runtime']");
        named.putAll(natives);

        named.forEach((coordinates, version) -> {
            String[] parts = coordinates.split(":", -1);
            String file = parts[1] + "-" + version + (parts[2].isEmpty() ? "" : "-" + parts[2]) + ".jar";
            assertThat(list.artifacts())
                    .extracting(Artifact::path)
                    .contains(parts[0].replace('.', '/') + "/" + parts[1] + "/" + version + "/" + file);
        });
        assertThat(natives).hasSize(8);
        assertThat(list.of("linux-x86_64").artifacts()).hasSize(4);
        assertThat(list.of("osx-aarch64").artifacts()).hasSize(4);
        assertThat(list.of(Artifact.LIBRARIES).artifacts()).hasSizeBetween(40, 60);
    }
}

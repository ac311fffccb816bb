package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What SpotBugs is told to leave is still there, narrow, and has a reason. */
class SpotBugsFilterTest {
    /** The one match of all classes; see its reason. */
    private static final String ACCESSORS = "NP_NULL_ON_SOME_PATH_FROM_RETURN_VALUE";

    private static List<Element> below(Node node, String name) {
        NodeList found = node instanceof Document document
                ? document.getElementsByTagName(name)
                : ((Element) node).getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(index -> (Element) found.item(index))
                .toList();
    }

    private static List<Element> matches() throws Exception {
        return below(
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new File("src/spotbugs/excludesFilter.xml")),
                "Match");
    }

    private static String pattern(Element match) {
        return below(match, "Bug").get(0).getAttribute("pattern");
    }

    private static boolean hasReason(Element match) {
        Node before = match.getPreviousSibling();
        while (before.getNodeType() == Node.TEXT_NODE) {
            before = before.getPreviousSibling();
        }
        return before.getNodeType() == Node.COMMENT_NODE;
    }

    @Test
    void everyMatchIsOfOnePatternAndHasAReason() throws Exception {
        assertThat(matches()).isNotEmpty().allSatisfy(match -> {
            assertThat(below(match, "Bug")).hasSize(1);
            assertThat(pattern(match)).matches("[A-Z0-9_]+");
            assertThat(hasReason(match)).as(pattern(match)).isTrue();
        });
    }

    @Test
    void whatIsLeftIsAMethodThatExists() throws Exception {
        for (Element match : matches()) {
            List<Element> classes = below(match, "Class");
            assertThat(classes.isEmpty())
                    .as(pattern(match))
                    .isEqualTo(pattern(match).equals(ACCESSORS));
            for (Element type : classes) {
                List<String> methods = Arrays.stream(Class.forName(
                                        type.getAttribute("name"),
                                        false,
                                        getClass().getClassLoader())
                                .getDeclaredMethods())
                        .map(java.lang.reflect.Method::getName)
                        .toList();
                assertThat(below(type.getParentNode(), "Method")).isNotEmpty().allSatisfy(method -> assertThat(methods)
                        .contains(method.getAttribute("name")));
            }
        }
    }
}

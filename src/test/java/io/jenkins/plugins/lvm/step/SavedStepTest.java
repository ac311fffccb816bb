package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * What version 0.1.0 saved of a step is still understood: a job's configuration, and the settings of a Pipeline that was running while
 * the plugin was replaced. These files are never made anew.
 */
class SavedStepTest {
    private static final Path SAVED = Path.of("src/test/resources/saved-step");

    /** Fills the fields that are named like the elements, as XStream does; it fails for those that there are not. */
    private static VerifyLvmCheckpointBuilder load() throws Exception {
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(SAVED.resolve("config.xml").toFile())
                .getDocumentElement();
        VerifyLvmCheckpointBuilder builder = new VerifyLvmCheckpointBuilder(null, null);
        for (Element saved : children(root)) {
            Field field = VerifyLvmCheckpointBuilder.class.getDeclaredField(saved.getTagName());
            field.setAccessible(true);
            field.set(builder, value(field.getType(), saved));
        }
        return builder;
    }

    private static List<Element> children(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static Object value(Class<?> type, Element saved) {
        String text = saved.getTextContent();
        if (type == List.class) {
            return children(saved).stream().map(SavedStepTest::entry).toList();
        }
        if (type == int.class || type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == boolean.class || type == Boolean.class) {
            return Boolean.valueOf(text);
        }
        return type == Double.class ? (Object) Double.valueOf(text) : text;
    }

    private static Object entry(Element saved) {
        if (saved.getTagName().equals("string")) {
            return saved.getTextContent();
        }
        List<String> parts =
                children(saved).stream().map(Element::getTextContent).toList();
        return new QualityGate(parts.get(0), Double.parseDouble(parts.get(1)), parts.get(2));
    }

    private static String request(VerificationSettings settings) {
        return ContractJson.render(
                settings.request(List.of("/ws/best.pt"), UnaryOperator.identity(), List.of(), List.of()));
    }

    private static VerificationSettings interrupted() throws IOException {
        return VerificationSettings.fromJson(Files.readString(SAVED.resolve("settings.json")));
    }

    @Test
    void aSavedJobAsksForTheSame() throws Exception {
        VerificationSettings settings =
                load().settings(text -> text.replace("$SET", "v1")).get(0);

        assertThat(settings.toJson()).isEqualTo(interrupted().toJson());
        assertThat(settings.toJson())
                .isEqualTo(VerificationSettings.fromJson(settings.toJson()).toJson());
    }

    @Test
    void anInterruptedPipelineAsksForTheSame() throws IOException {
        VerificationSettings settings = interrupted();

        assertThat(settings.checkpoint()).isEqualTo("models/**/best.pt");
        assertThat(settings.get(Settings.DATA)).isEqualTo("/data/v1.npz");
        assertThat(settings.get(Settings.FAIL_BUILD)).isFalse();
        assertThat(settings.get(Settings.TIMEOUT_MINUTES)).isEqualTo(5);
        assertThat(settings.devicesAsked()).containsExactly("cpu", "cuda");
        assertThat(request(settings))
                .contains("\"seed\": 7", "\"failThreshold\": 0.02", "\"metric\": \"SKILL\"")
                .contains("\"onMissingClaim\": \"FAILED\"", "\"onUnsupported\": \"NOTE\"")
                .contains("\"predictions\": \"out/served.npy\"", "\"heldOut\": \"held.npz\"");
    }

    @Test
    void aJobThatSaysTheLeastGetsTheDefaults() throws Exception {
        VerificationSettings settings = new VerifyLvmCheckpointBuilder("a.pt", "d.npz")
                .settings(UnaryOperator.identity())
                .get(0);

        assertThat(settings.toJson())
                .isEqualTo(
                        "{\"checkpoint\":[\"a.pt\"],\"data\":\"d.npz\","
                                + "\"loose\":false,\"alignment\":false,\"sanityOnly\":false,\"allowEmpty\":false,\"describeBuild\":false}");
        assertThat(settings.get(Settings.FAIL_BUILD)).isTrue();
        assertThat(settings.get(Settings.TIMEOUT_MINUTES)).isEqualTo(60);
        assertThat(settings.devicesAsked()).containsExactly("auto");
        assertThat(request(settings)).contains("\"failThreshold\": null", "\"split\": \"auto\"");
    }
}

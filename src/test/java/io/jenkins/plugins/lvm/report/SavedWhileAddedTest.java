package io.jenkins.plugins.lvm.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.io.xml.DomDriver;
import io.jenkins.plugins.lvm.report.StoredVerification.Place;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Jenkins saves a build when it likes, also while parallel branches add to what is saved. */
class SavedWhileAddedTest {
    private static final int BRANCHES = 4;
    private static final int EACH = 250;
    private static final Pattern ACTION = Pattern.compile("(?s)<(\\S*\\.LvmVerificationAction)>.*</\\1>");

    private final XStream saving = new XStream(new DomDriver());

    SavedWhileAddedTest() {
        saving.allowTypesByWildcard(new String[] {"io.jenkins.plugins.lvm.report.*"});
    }

    /** As Jenkins loads it of a build that is to be added to. */
    private <T> T load(Class<T> action, String list) {
        String xml = "<%1$s><%2$s/></%1$s>".formatted(action.getName(), list);
        return action.cast(saving.fromXML(xml));
    }

    private static StoredVerification verification(String name) {
        Problem problem = new Problem(null, 65, "It is damaged.", "Save it again.");
        return StoredVerification.of(new Place(name, name, "agent"), name + ".pt", problem, 1);
    }

    private static GateDecision refused(String name) {
        return GateDecision.of(false, name + ".pt", name, "it was never verified");
    }

    /** Lets branches add at the same time and saves until all are done; then each is there once. */
    private void requireSaved(Object action, String element, Consumer<String> add) throws Exception {
        ExecutorService branches = Executors.newFixedThreadPool(BRANCHES);
        List<Future<?>> running = new ArrayList<>();
        for (int branch = 0; branch < BRANCHES; branch++) {
            String name = "branch-" + branch + "-";
            running.add(branches.submit(() -> {
                for (int i = 0; i < EACH; i++) {
                    add.accept(name + i);
                }
            }));
        }
        branches.shutdown();
        while (!running.stream().allMatch(Future::isDone)) {
            saving.toXML(action);
        }
        for (Future<?> branch : running) {
            branch.get();
        }
        assertThat(saving.toXML(action).split("<" + element + ">")).hasSize(1 + BRANCHES * EACH);
    }

    @Test
    void verificationsAreSavedWhileOthersAreAdded() throws Exception {
        LvmVerificationAction action = load(LvmVerificationAction.class, "verifications");

        requireSaved(action, StoredVerification.class.getName(), name -> action.keep(verification(name)));
        assertThat(action.getVerifications()).hasSize(BRANCHES * EACH);
    }

    @Test
    void decisionsAreSavedWhileOthersAreAddedAndOverridden() throws Exception {
        LvmDeployGateAction action = load(LvmDeployGateAction.class, "decisions");

        requireSaved(action, GateDecision.class.getName(), name -> {
            action.keep(refused(name));
            assertThat(action.let(name, new GateDecision.Overriding("ops", "known", 1)))
                    .isTrue();
        });
        assertThat(action.getDecisions()).hasSize(BRANCHES * EACH).noneMatch(GateDecision::isRefused);
    }

    @Test
    void onlyARefusedFileOfTheDigestIsLetPass() {
        LvmDeployGateAction action = load(LvmDeployGateAction.class, "decisions");
        action.keep(refused("a"));
        action.keep(refused("b"));
        action.keep(GateDecision.of(true, "c.pt", "c", "PASSED"));
        GateDecision.Overriding override = new GateDecision.Overriding("ops", "known", 1);

        assertThat(action.let("b", override)).isTrue();
        assertThat(action.let("b", override)).as("twice").isFalse();
        assertThat(action.let("c", override)).as("accepted").isFalse();
        assertThat(action.getDecisions())
                .extracting(GateDecision::getCheckpoint)
                .containsExactly("a.pt", "b.pt", "c.pt");
        assertThat(action.overrideOf("a")).isNull();
        assertThat(action.overrideOf("b")).isEqualTo(override);
    }

    /** What a build kept is written as it was, list and all. */
    @Test
    void whatIsPersistedIsWhatItWas() throws IOException {
        Matcher kept = ACTION.matcher(Files.readString(Path.of("src/test/resources/stored-result/build.xml")));
        assertThat(kept.find()).isTrue();
        LvmVerificationAction action = (LvmVerificationAction) saving.fromXML(kept.group());

        assertThat(lines(saving.toXML(action))).isEqualTo(lines(kept.group()));
        action.keep(verification("more"));
        assertThat(lines(saving.toXML(action)))
                .startsWith(lines(kept.group()).replaceFirst("(?s)</verifications>.*", ""))
                .doesNotContain("class=");
        LvmDeployGateAction gate = load(LvmDeployGateAction.class, "decisions");
        gate.keep(refused("a"));
        assertThat(saving.toXML(gate)).contains("<decisions>").doesNotContain("class=");
    }

    private static String lines(String xml) {
        return xml.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}

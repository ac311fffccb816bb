package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/** A checkpoint that can no longer be verified does not go on showing what an earlier build had found. */
@ExtendWith(LiveController.class)
@TestInstance(Lifecycle.PER_CLASS)
class ErrorsIT {
    private static final String HISTORY = "lvm-verification/";
    private static final String STALE = "job/stale/";
    private static final String LOST = "job/lost/";
    private static final Path RECORDED =
            Path.of("src/test/resources/recorded-job").toAbsolutePath();

    private final ControllerProcess controller;
    private Browser browser;

    ErrorsIT(ControllerProcess controller) {
        this.controller = controller;
    }

    /** Passes, then cannot be read, then is not reached; beside it a job in which nothing was ever verified. */
    @BeforeAll
    void build(AgentProcess agent) throws Exception {
        browser = new Browser(controller);
        String script =
                """
                mkdir -p models
                case $BUILD_NUMBER in
                  1) cp '%s' models/gru.pt;;
                  2) echo nothing > models/gru.pt;;
                  *) exit 3;;
                esac
                """
                        .formatted(LiveFiles.example("gru_healthy.pt"));
        controller.createFreestyleJob(
                "stale",
                agent,
                StepXml.shell(script) + StepXml.verify("models/gru.pt").with("maxSamples", 50));
        for (String expected : new String[] {"SUCCESS", "FAILURE", "FAILURE"}) {
            Build build = controller.build("stale");
            assertThat(build.result()).as(build.console()).isEqualTo(expected);
        }
        controller.createFreestyleJob(
                "lost",
                agent,
                StepXml.verify("models/*.pt").with("model", "lost").toString());
        assertThat(controller.build("lost").result()).isEqualTo("FAILURE");
        controller.script(
                """
                def view = new hudson.model.ListView('errors', hudson.model.Hudson.instance)
                view.@jobNames.addAll(['stale', 'lost'])
                def loader = hudson.model.Hudson.instance.pluginManager.uberClassLoader
                view.columns.add(loader.loadClass('io.jenkins.plugins.lvm.report.LvmColumn').newInstance())
                hudson.model.Hudson.instance.addView(view)
                // The old host would ask for the page of the history only when the job is loaded next.
                ['stale', 'lost'].each { hudson.model.Hudson.instance.getItem(it).updateTransientActions() }
                """);
    }

    @AfterAll
    void tearDown() throws Exception {
        browser.close();
    }

    private static JsonObject only(JsonArray array) {
        assertThat(array).hasSize(1);
        return array.get(0).getAsJsonObject();
    }

    @Test
    void theRemoteApiSaysWhy() throws Exception {
        JsonObject build = controller.json(STALE + "2/" + HISTORY);
        assertThat(build.get("verdict").getAsString()).isEqualTo("ERROR");
        JsonObject line = only(build.getAsJsonArray("checkpoints"));
        assertThat(line.get("verdict").getAsString()).isEqualTo("ERROR");
        assertThat(line.get("actual").isJsonNull()).isTrue();
        assertThat(line.get("problem").getAsString())
                .startsWith("models/gru.pt is not a checkpoint in a known format.");

        assertThat(only(controller.json(LOST + "1/" + HISTORY).getAsJsonArray("checkpoints"))
                        .get("problem")
                        .getAsString())
                .startsWith("No checkpoint matches models/*.pt");
    }

    @Test
    void theHistoryHoldsItAndIsThereWhereNothingElseIs() throws Exception {
        JsonArray history = controller.json(STALE + HISTORY).getAsJsonArray("history");
        assertThat(Stream.of(0, 1)
                        .map(i ->
                                history.get(i).getAsJsonObject().get("verdict").getAsString()))
                .containsExactly("ERROR", "PASSED");
        assertThat(only(controller.json(LOST + HISTORY).getAsJsonArray("history"))
                        .get("model")
                        .getAsString())
                .isEqualTo("lost");
        browser.open(LOST + "1/" + HISTORY);
        browser.find("a[href$='/job/lost/lvm-verification/']").click();
        assertThat(browser.text("#lvm-history")).contains("lost", "ERROR", "No checkpoint matches");
    }

    @Test
    void theDashboardShowsHowThingsStand() throws Exception {
        for (JsonElement model : controller.json(HISTORY).getAsJsonArray("models")) {
            JsonObject latest = model.getAsJsonObject().getAsJsonObject("latest");
            if (model.getAsJsonObject().get("jobName").getAsString().equals("stale")) {
                assertThat(latest.get("verdict").getAsString()).isEqualTo("ERROR");
                assertThat(latest.get("buildsSince").getAsInt()).isEqualTo(1);
            }
        }
        browser.open(HISTORY);
        assertThat(browser.texts("#lvm-dashboard tbody tr"))
                .anyMatch(line -> line.startsWith("stale")
                        && line.contains("ERROR")
                        && line.contains("not verified for 1 build")
                        && line.contains("not a checkpoint"))
                .anyMatch(line -> line.startsWith("lost") && line.contains("No checkpoint matches"));
        assertThat(browser.text("#lvm-total"))
                .contains("could not be verified", "not verified by the job's last build");
    }

    @Test
    void columnAndJobPageDoNotStayGreen() {
        browser.open("view/errors/");
        assertThat(browser.texts("#projectstatus .lvm-verdict--passed")).isEmpty();
        assertThat(browser.texts("#projectstatus tr"))
                .anyMatch(line -> line.contains("stale") && line.contains("could not be verified"));
        browser.open(STALE);
        assertThat(browser.text(".lvm-latest li")).contains("ERROR", "not verified for 1 build");
        assertThat(browser.all(".lvm-latest .lvm-verdict--passed")).isEmpty();
    }

    @Test
    void theTrendMarksTheErrorAndTheMarkOpensIt() {
        browser.errors();
        browser.open(STALE + HISTORY);
        assertThat(browser.script("return document.querySelector('.lvm-trend').dataset.state"))
                .isEqualTo("drawn");
        assertThat(browser.text(".lvm-trend__status"))
                .isEqualTo("Solid: actual cosine; dashed: claim. Cross: could not be verified.");
        browser.focus(".lvm-trend__chart");
        browser.press(Keys.END);
        assertThat(browser.text(".lvm-tooltip")).contains("build 2", "not a checkpoint in a known format", "ERROR");
        browser.press(Keys.ENTER);
        browser.await("the checkpoint's page", () -> browser.path().contains("/checkpoint/"));
        assertThat(browser.text(".lvm-headline")).contains("ERROR", "models/gru.pt is not a checkpoint");
        assertThat(browser.text(".lvm-facts")).contains("models/gru.pt").doesNotContain("/workspace/");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void signAndNameStandApart() {
        browser.open(STALE + "2/");
        assertThat(browser.text(".lvm-checkpoints tbody tr")).startsWith("ERROR\nmodels/gru.pt is not");
        assertThat(browser.text(".lvm-checkpoints .lvm-model")).isEqualTo("models/gru.pt");
    }

    /** A job of the version before, with an error of which that version had told the history nothing. */
    @Test
    void jobsOfTheVersionBeforeAreWhatTheyWere() throws Exception {
        controller.createJob("recorded", Files.readString(RECORDED.resolve("config.xml")));
        Path root = Path.of(controller.script("print hudson.model.Hudson.instance.getItem('recorded').rootDir"));
        try (Stream<Path> files = Files.walk(RECORDED.resolve("builds"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String path = RECORDED.relativize(file).toString();
                Path copy = root.resolve(
                        controller.host().isCurrent()
                                ? path.replace("2026-11-28_17-57-37", "1").replace("2026-11-28_17-58-24", "2")
                                : path);
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        String loaded = controller.script(
                """
                def job = hudson.model.Hudson.instance.getItem('recorded')
                job.onLoad(job.parent, job.name)
                def type = { hudson.model.Hudson.instance.pluginManager.uberClassLoader.loadClass('io.jenkins.plugins.lvm.' + it) }
                [1, 2].each { number ->
                    def action = job.getBuildByNumber(number).getAction(type('report.LvmVerificationAction'))
                    // As a current Jenkins does by itself.
                    action.onLoad(job.getBuildByNumber(number))
                    println action.verifications.collect { it.id + ' ' + it.verdict }.join(', ')
                }
                def steps = job.builders.findAll { type('step.VerifyLvmCheckpointBuilder').isInstance(it) }
                job.updateTransientActions()
                println steps.collect { [it.checkpoint, it.maxSamples, it.unstableThreshold, it.timeoutMinutes, it.sanityOnly].join(' ') }.join(', ')
                """);
        assertThat(loaded.lines())
                .containsExactly(
                        "gru PASSED, amn PASSED",
                        "gru ERROR, amn PASSED",
                        "models/gru.pt 100 0.04 30 false, models/amn.pt null null 60 true");
        assertThat(controller.text("job/recorded/1/" + HISTORY + "checkpoint/gru/"))
                .contains("0.5492", "Gap below");
        assertThat(controller.text("job/recorded/" + HISTORY)).contains("not a checkpoint in a known format");
    }
}

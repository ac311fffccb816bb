package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is left of a verification when the controller has been started anew, perhaps with a newer version of the plugin. */
@ExtendWith(LiveController.class)
class RestartIT {
    /** A build's folder as the first version of the plugin wrote it. */
    private static final Path STORED =
            Path.of("src/test/resources/stored-result").toAbsolutePath();

    private static final String LOADED = "gru PASSED 0\\.5516\\d* 0\\.5516\\d* 219 1";

    private final ControllerProcess controller;

    RestartIT(final ControllerProcess controller) {
        this.controller = controller;
    }

    @Test
    void resultsOfThisAndOfTheFirstVersionSurviveARestart(final AgentProcess agent) throws Exception {
        putStoredBuild();
        controller.createFreestyleJob(
                "kept",
                agent,
                StepXml.verify(LiveFiles.example("gru_healthy.pt"))
                        .with("id", "gru")
                        .toString());
        final Build build = controller.build("kept");
        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        final String before = verification("kept");
        assertThat(before).matches(LOADED);

        controller.restart();
        agent.awaitOnline();

        assertThat(verification("kept")).isEqualTo(before);
        assertThat(verification("stored")).matches(LOADED);
        assertThat(controller.text("job/stored/1/lvm-verification/")).contains("0.5516");
    }

    private void putStoredBuild() throws Exception {
        controller.createJob(
                "stored",
                "<project><builders/><publishers/><buildWrappers/><properties/><canRoam>true</canRoam></project>");
        final Path builds = Path.of(controller.script("print hudson.model.Hudson.instance.getItem('stored').rootDir"))
                .resolve("builds");
        final Path build = builds.resolve(controller.host().isCurrent() ? "1" : "2026-11-23_12-00-00");
        try (Stream<Path> files = Files.walk(STORED)) {
            for (final Path file : files.filter(Files::isRegularFile).toList()) {
                final Path copy = build.resolve(STORED.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @Test
    void stepThatStoresAgainAfterACrashReplacesItsOwn(final AgentProcess agent) throws Exception {
        controller.createFreestyleJob(
                "again",
                agent,
                StepXml.verify(LiveFiles.example("gru_healthy.pt"))
                        .with("id", "gru")
                        .toString());
        final Build build = controller.build("again");
        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");

        final String count = controller.script(
                ACTION.formatted("again")
                        + """
                def found = action.verifications[0]
                action.add(found, action.store().load(found.id), null)
                print action.verifications.size()
                """);

        assertThat(count).isEqualTo("1");
        assertThat(verification("again")).matches(LOADED);
    }

    private static final String ACTION =
            """
            def hudson = hudson.model.Hudson.instance
            def type = hudson.pluginManager.uberClassLoader.loadClass('io.jenkins.plugins.lvm.report.LvmVerificationAction')
            def action = hudson.getItem('%s').getBuildByNumber(1).getAction(type)
            """;

    /** Reads the stored result of a job's first build through the plugin's own classes. */
    private String verification(final String job) throws Exception {
        return controller.script(
                ACTION.formatted(job)
                        + """
                def found = action.verifications[0]
                def report = action.store().load(found.id)
                println([found.id, found.verdict, found.claim, found.actual, found.validationRows,
                    report.verifications().size()].join(' '))
                """);
    }
}

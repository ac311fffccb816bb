package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the verifier gets onto agents. */
@ExtendWith(LiveController.class)
class StagingIT {
    private static final StepXml STEP = StepXml.verify(LiveFiles.example("gru_healthy.pt"));

    private final ControllerProcess controller;

    StagingIT(final ControllerProcess controller) {
        this.controller = controller;
    }

    private static Path cache(final AgentProcess agent) {
        return agent.root().resolve("caches/lvm-verify");
    }

    private static List<Path> folders(final AgentProcess agent) throws IOException {
        try (Stream<Path> folders = Files.list(cache(agent))) {
            return folders.sorted().toList();
        }
    }

    @Test
    void twoBuildsAtOnceOnAFreshAgentAreBothRight() throws Exception {
        final AgentProcess agent = AgentProcess.start(controller, "two-at-once", 2);
        controller.createFreestyleJob("at-once-1", agent, STEP.toString());
        controller.createFreestyleJob("at-once-2", agent, STEP.toString());

        final Build first = controller.schedule("at-once-1");
        final Build second = controller.schedule("at-once-2");

        assertThat(controller.await(first).result()).as(first.console()).isEqualTo("SUCCESS");
        assertThat(controller.await(second).result()).as(second.console()).isEqualTo("SUCCESS");
        assertThat(folders(agent)).hasSize(2);
        for (String part : List.of("Putting engine-", "Putting linux-x86_64-")) {
            assertThat((first.console() + second.console()).split(Pattern.quote(part), -1))
                    .as(part)
                    .hasSize(2);
        }
    }

    /** Java warns since 24 of what native libraries do, unless that is granted. */
    @Test
    void aNewerJavaHasNothingToWarnOf(AgentProcess shared) throws Exception {
        Path java = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64");
        assumeTrue(Files.isDirectory(java), "there is no Java 25");
        AgentProcess agent = shared.startLike("newer-java", 1);
        controller.createFreestyleJob(
                "newer-java",
                agent,
                StepXml.verify(LiveFiles.example("gru_healthy.pt"))
                        .with("javaHome", java)
                        .with("maxSamples", 50)
                        .toString());

        Build build = controller.build("newer-java");

        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        assertThat(build.console()).doesNotContain("WARNING");
    }

    @Test
    void halfCopiesAndOldVersionsAreMended() throws Exception {
        final AgentProcess agent = AgentProcess.start(controller, "half-staged", 2);
        controller.createFreestyleJob("half-staged", agent, STEP.toString());
        assertThat(controller.build("half-staged").result()).isEqualTo("SUCCESS");
        final List<Path> complete = folders(agent);
        assertThat(complete).hasSize(2);
        final Path jar = complete.get(0).resolve("lvm-checkpoint-verifier.jar");
        Files.delete(jar);
        final FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
        for (final String name : List.of("engine-0123456789abcdef", "unfinished-0123")) {
            final Path folder = Files.createDirectories(cache(agent).resolve(name));
            Files.setLastModifiedTime(Files.writeString(folder.resolve("used"), ""), longAgo);
        }

        final Build build = controller.build("half-staged");

        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        assertThat(jar).isNotEmptyFile();
        assertThat(folders(agent)).isEqualTo(complete);
    }

    @Test
    void fullDiskIsOneSentenceAndLeavesNothingBehind() throws Exception {
        final AgentProcess agent = AgentProcess.start(controller, "full-disk", 2);
        final Path small = Files.createDirectories(agent.root().resolve("caches"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", small.toString()), "cannot mount a small disk");
        try {
            controller.createFreestyleJob("full-disk", agent, STEP.toString());
            final Build build = controller.build("full-disk");

            assertThat(build.result()).isEqualTo("FAILURE");
            assertThat(build.console())
                    .contains("The verifier cannot be put on the agent: ")
                    .containsPattern("It needs \\d+ MB there")
                    .doesNotContain("\tat ");
            assertThat(folders(agent))
                    .noneMatch(folder -> folder.getFileName().toString().startsWith("unfinished"));
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    private static boolean run(final String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }
}

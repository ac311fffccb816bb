package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import io.jenkins.plugins.lvm.verifier.service.ServiceProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The guide's recipe from training to deployment, as it stands there: torch trains, the file is verified, attested and let through the gate, and
 * a service of torch that loads what was deployed is held against it. As a Pipeline where the controller has that, and step by step as a
 * freestyle job.
 */
@ExtendWith(LiveController.class)
class DeploymentRecipeIT {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Pattern RECIPE =
            Pattern.compile("(?ms)^## From training to deployment$.*?^```groovy\\n(.*?)^```$");
    private static final Pattern STEP =
            Pattern.compile("(?s)\\b(sh|verifyLvmCheckpoint|lvmDeployGate|verifyLvmService)\\b[ (]"
                    + "((?:\\s*(?:\\w+: )?'[^']*',?)+)");
    private static final Pattern PARAMETER = Pattern.compile("(\\w+): '([^']*)'");
    private static final Map<String, String> BUILDERS = Map.of(
            "verifyLvmCheckpoint", "VerifyLvmCheckpointBuilder",
            "lvmDeployGate", "LvmDeployGateBuilder",
            "verifyLvmService", "VerifyLvmServiceBuilder");

    private final ControllerProcess controller;
    private final AgentProcess agent;

    DeploymentRecipeIT(ControllerProcess controller, AgentProcess agent) {
        this.controller = controller;
        this.agent = agent;
    }

    /** A service that loads what lies at a place when it is first asked. */
    private record Service(Process process, Path place, String port) implements AutoCloseable {
        static Service at(Path place) throws IOException {
            Process process = new ProcessBuilder(python("serve", place))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader out = process.inputReader();
            return new Service(process, place, out.readLine());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static List<String> python(Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("lvm.python", "/usr/bin/python3"),
                ROOT.resolve("src/test/python/deployment_recipe.py").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    /** The recipe with what is here in the place of what it names; what stands around it lies in the job's workspace. */
    private String recipe(String job, Service service) throws IOException {
        Matcher found = RECIPE.matcher(Files.readString(ROOT.resolve("docs/user-guide.md")));
        assertThat(found.find()).isTrue();
        Path data = ServiceProcess.fixtures().resolve("rows.npz");
        Path workspace =
                Files.createDirectories(agent.root().resolve("workspace").resolve(job));
        script(workspace.resolve("train.sh"), String.join(" ", python("train", data)) + " \"$1\"");
        script(workspace.resolve("deploy.sh"), "cp \"$1\" '" + service.place() + "'");
        return found.group(1)
                .replace("node('gpu')", "node('" + agent.name() + "')")
                .replace("/data/training_sequences_ctx5.npz", data.toString())
                .replace("https://lvm.example.org/", "http://127.0.0.1:" + service.port() + "/");
    }

    private static void script(Path file, String command) throws IOException {
        Files.writeString(file, "#!/bin/sh\nPYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 exec " + command + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** The old host cannot have the plugin Credentials: this keeps the service's token in its place. */
    private void keepToken() throws Exception {
        controller.script(
                """
                class RecipeKeeper extends io.jenkins.plugins.lvm.step.SecretSource {
                  io.jenkins.plugins.lvm.step.KeptSecret find(String id, hudson.model.Run run) {
                    id == 'lvm-token' ? new io.jenkins.plugins.lvm.step.KeptSecret(null, 't0k3n-of-the-recipe') : null
                  }
                }
                hudson.model.Hudson.instance.getExtensionList(io.jenkins.plugins.lvm.step.SecretSource).add(new RecipeKeeper())
                """);
    }

    private void requireDeployed(Build build, Service service) throws Exception {
        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        assertThat(build.console())
                .contains("trained: val_cosine 0.")
                .containsPattern("ACCEPTED best_model.pt: PASSED at 20\\S+, signed by this controller")
                .contains("passed SERVICE_GAP")
                .doesNotContain("t0k3n-of");
        Path workspace = agent.root().resolve("workspace").resolve(build.job());
        assertThat(service.place()).hasSameBinaryContentAs(workspace.resolve("best_model.pt"));
    }

    @Test
    void asAPipeline() throws Exception {
        assumeTrue(controller.host().isCurrent(), "this controller has no Pipeline");
        keepToken();
        try (Service service = Service.at(agent.root().resolve("deployed-by-pipeline.pt"))) {
            controller.createPipeline("recipe", recipe("recipe", service));
            Build build = controller.build("recipe");

            requireDeployed(build, service);
            assertThat(build.console()).containsPattern("deployed [0-9a-f]{64}");
        }
    }

    @Test
    void stepByStepInAFreestyleJob() throws Exception {
        keepToken();
        try (Service service = Service.at(agent.root().resolve("deployed-by-steps.pt"))) {
            StringBuilder builders = new StringBuilder();
            List<MatchResult> steps =
                    STEP.matcher(recipe("steps", service)).results().toList();
            assertThat(steps)
                    .extracting(step -> step.group(1))
                    .containsExactly("sh", "verifyLvmCheckpoint", "lvmDeployGate", "sh", "verifyLvmService");
            for (MatchResult step : steps) {
                builders.append(builder(step.group(1), step.group(2)));
            }
            controller.createFreestyleJob("steps", agent, builders.toString());

            requireDeployed(controller.build("steps"), service);
        }
    }

    private static String builder(String step, String arguments) {
        if (step.equals("sh")) {
            return StepXml.shell(arguments.substring(1, arguments.length() - 1));
        }
        StepXml xml = StepXml.of("io.jenkins.plugins.lvm.step." + BUILDERS.get(step));
        PARAMETER.matcher(arguments).results().forEach(found -> xml.with(found.group(1), found.group(2)));
        return xml.toString();
    }
}

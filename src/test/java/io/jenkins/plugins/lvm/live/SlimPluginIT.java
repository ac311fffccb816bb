package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The plugin as the Jenkins project hosts it, without libraries: agents get them from a repository, which is a server of this test. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SlimPluginIT {
    private static final String STEP = StepXml.verify(LiveFiles.example("gru_healthy.pt"))
            .with("maxSamples", 50)
            .toString();
    private static final long LARGEST = 10 << 20;

    private static ControllerProcess controller;
    private static HttpServer server;
    private static final List<String> asked = new CopyOnWriteArrayList<>();
    private static volatile boolean damaging;

    @BeforeAll
    static void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", SlimPluginIT::serve);
        server.setExecutor(Executors.newFixedThreadPool(2));
        server.start();
        controller = new ControllerProcess(Host.chosen(), "slim", LiveFiles.slimPlugin()).start();
    }

    @AfterAll
    static void stop() {
        if (controller != null) {
            controller.close();
        }
        server.stop(0);
    }

    @AfterEach
    void retireAgents() throws Exception {
        controller.retireAgents();
    }

    /** A mirror, and a proxy to one, of the repository that the build has filled. */
    private static void serve(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().toString());
        String path = exchange.getRequestURI().getPath().replaceFirst("^/mirror/", "");
        Path file = LiveFiles.repository().resolve(path);
        boolean here = Files.isRegularFile(file);
        exchange.sendResponseHeaders(here ? 200 : 404, here ? Files.size(file) : -1);
        try (OutputStream body = exchange.getResponseBody()) {
            if (here && damaging) {
                byte[] content = Files.readAllBytes(file);
                content[content.length / 2] ^= 1;
                body.write(content);
            } else if (here) {
                Files.copy(file, body);
            }
        }
    }

    private static String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/mirror";
    }

    private static void configure(String source) throws Exception {
        assertThat(controller.script(
                        """
                        def installer = new io.jenkins.plugins.lvm.step.LvmVerifierInstaller('', '%s')
                        def tool = new io.jenkins.plugins.lvm.step.LvmVerifierTool('LVM verifier', '', [new hudson.tools.InstallSourceProperty([installer])])
                        hudson.model.Hudson.instance.getDescriptorOrDie(tool.class).setInstallations(tool)
                        println 'configured'
                        """
                                .formatted(source)))
                .isEqualTo("configured");
    }

    private static Build build(AgentProcess agent, String job) throws Exception {
        controller.createFreestyleJob(job, agent, STEP);
        return controller.build(job);
    }

    private static List<String> parts(AgentProcess agent) throws IOException {
        try (Stream<Path> folders = Files.list(agent.root().resolve("caches/lvm-verify"))) {
            return folders.map(folder -> folder.getFileName().toString().replaceFirst("-[0-9a-f]{16}$", ""))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @Order(1)
    void itIsSmallAndAnAgentFetchesFromAMirrorOnce() throws Exception {
        assertThat(LiveFiles.slimPlugin()).isNotEmptyFile();
        assertThat(Files.size(LiveFiles.slimPlugin())).isLessThan(LARGEST);
        configure(address());
        AgentProcess agent = AgentProcess.start(controller, "mirror", 1);

        Build build = build(agent, "from-a-mirror");

        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        assertThat(build.console())
                .contains("libraries from " + address())
                .contains("pytorch-native-cpu")
                .doesNotContain("the controller does");
        assertThat(parts(agent)).containsExactly("engine", "libraries", "linux-x86_64");
        assertThat(asked).allMatch(path -> path.startsWith("/mirror/")).noneMatch(path -> path.contains("macosx"));
        asked.clear();
        assertThat(controller.build("from-a-mirror").console()).doesNotContain("Fetching");
        assertThat(asked).isEmpty();
    }

    @Test
    @Order(2)
    void whatIsNotThePinnedFileIsNotUsed() throws Exception {
        configure(address());
        AgentProcess agent = AgentProcess.start(controller, "damaged", 1);
        damaging = true;
        try {
            Build build = build(agent, "damaged");

            assertThat(build.result()).isEqualTo("FAILURE");
            assertThat(build.console())
                    .contains(
                            "The verifier cannot be put on the agent: api-0.35.1.jar is not the one that this version was built with")
                    .doesNotContain("\tat ");
            assertThat(parts(agent)).containsExactly("engine");
        } finally {
            damaging = false;
        }
    }

    /** The agent has neither the address nor the password; the controller keeps what it fetched. */
    @Test
    @Order(3)
    void theControllerFetchesThroughItsProxyWhereTheAgentCannot() throws Exception {
        asked.clear();
        configure("http://repository.invalid/mirror");
        controller.script("hudson.model.Hudson.instance.proxy = new hudson.ProxyConfiguration('127.0.0.1', "
                + server.getAddress().getPort() + ", 'user', 'secret')");

        String said = install(AgentProcess.start(controller, "behind-proxy", 1), "behind-proxy");

        assertThat(said)
                .contains("The agent cannot fetch them; the controller does.")
                .doesNotContain("secret");
        assertThat(asked).allMatch(path -> path.startsWith("http://repository.invalid/mirror/"));
    }

    @Test
    @Order(4)
    void theAdministratorNamesAFolderAmongTheTools() throws Exception {
        asked.clear();
        configure(LiveFiles.repository().toString());

        assertThat(controller.text(controller.host().isCurrent() ? "manage/configureTools/" : "configure"))
                .contains("LVM verifier", LiveFiles.repository().toString());
        install(AgentProcess.start(controller, "from-a-folder", 1), "from-a-folder");

        assertThat(asked).isEmpty();
    }

    /** As Pipeline's step {@code tool} does, and {@code tools} of a declarative one. */
    private static String install(AgentProcess agent, String name) throws Exception {
        String said = controller.script(
                """
                def said = new ByteArrayOutputStream()
                def tools = hudson.model.Hudson.instance.getDescriptorOrDie(io.jenkins.plugins.lvm.step.LvmVerifierTool).installations
                def node = hudson.model.Hudson.instance.getNode('%s')
                println tools[0].forNode(node, new hudson.util.StreamTaskListener(said)).home
                println said
                """
                        .formatted(name));
        assertThat(said).contains(agent.root().resolve("caches/lvm-verify").toString());
        assertThat(parts(agent)).containsExactly("engine", "libraries", "linux-x86_64");
        return said;
    }
}

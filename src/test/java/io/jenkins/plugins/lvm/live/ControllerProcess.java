package io.jenkins.plugins.lvm.live;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A controller in a process of its own, on the loopback interface, with the plugin as built, and what a client needs to use it.
 * Its home folder outlives the process, so that it can be started again.
 */
final class ControllerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration REQUEST_LIMIT = Duration.ofMinutes(2);
    private static final Duration GET_LIMIT = Duration.ofSeconds(30);
    private static final int GET_TRIES = 4;

    private final Host host;
    private final Path home;
    private final int port;
    private HttpClient client = newClient();
    private final List<AgentProcess> agents = new ArrayList<>();
    private final List<Process> owned = new CopyOnWriteArrayList<>();
    private Process process;
    private Thread killer;

    /** A controller with a fresh home folder of this name; {@link #start} starts it. */
    ControllerProcess(final Host host, final String name) throws Exception {
        this(host, name, LiveFiles.plugin());
    }

    /** The same with another build of the plugin. */
    ControllerProcess(Host host, String name, Path hpi) throws Exception {
        this.host = host;
        this.home = LiveFiles.directory().resolve(name);
        this.port = freePort();
        LiveFiles.delete(home);
        Files.createDirectories(home.resolve("plugins"));
        host.prepare(home);
        final String plugin = "lvm-checkpoint-verifier." + (host.isCurrent() ? "jpi" : "hpi");
        Files.copy(hpi, home.resolve("plugins").resolve(plugin));
    }

    Host host() {
        return host;
    }

    Path home() {
        return home;
    }

    URI url(final String path) {
        return URI.create("http://127.0.0.1:" + port + "/" + path);
    }

    /** Starts the process and waits until it serves. */
    ControllerProcess start() throws IOException, InterruptedException {
        final ProcessBuilder builder = new ProcessBuilder(host.command(port));
        builder.environment().put("JENKINS_HOME", home.toString());
        builder.environment().put("HUDSON_HOME", home.toString());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        process = builder.start();
        killer = new Thread(() -> killAll(process.toHandle()));
        Runtime.getRuntime().addShutdownHook(killer);
        client = newClient();
        final Instant limit = Instant.now().plus(START_LIMIT);
        while (!serves()) {
            if (!process.isAlive() || Instant.now().isAfter(limit)) {
                close();
                throw new IllegalStateException("The controller does not start; see " + log());
            }
            Thread.sleep(500);
        }
        return this;
    }

    /** Has a process of its agents end with the tests. */
    void own(final Process agent) {
        owned.add(agent);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> killAll(agent.toHandle())));
    }

    void hasAgent(final AgentProcess agent) {
        agents.add(agent);
    }

    /** Retires the agents that a test started for itself, so that the disk never holds more than a test's. */
    void retireAgents(final AgentProcess... kept) throws IOException, InterruptedException {
        final List<AgentProcess> retired = new ArrayList<>(agents);
        retired.removeAll(List.of(kept));
        agents.removeAll(retired);
        for (final AgentProcess agent : retired) {
            agent.retire();
        }
    }

    /** File that holds what the controller says. */
    Path log() {
        return home.resolveSibling(home.getFileName() + ".log");
    }

    /** Ends the process in order, and starts it anew on the same home folder. */
    void restart() throws IOException, InterruptedException {
        stop(false);
        start();
    }

    /** Kills the process as a crash would. */
    void kill() throws InterruptedException {
        stop(true);
    }

    @Override
    public void close() {
        try {
            stop(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        owned.forEach(agent -> killAll(agent.toHandle()));
    }

    private void stop(final boolean abruptly) throws InterruptedException {
        if (process == null) {
            return;
        }
        final List<ProcessHandle> descendants = process.descendants().toList();
        if (!abruptly) {
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
        }
        killAll(process.toHandle());
        descendants.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
        process = null;
        Runtime.getRuntime().removeShutdownHook(killer);
    }

    /** Kills a process with all that it has started. */
    static void killAll(final ProcessHandle handle) {
        final List<ProcessHandle> all = handle.descendants().toList();
        handle.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private boolean serves() throws InterruptedException {
        try {
            final HttpResponse<String> answer = get("api/json");
            return answer.statusCode() == 200 && answer.body().contains("\"jobs\"");
        } catch (IOException e) {
            return false;
        }
    }

    /** Gets a page. The old host's server forgets a request now and then, so this asks again. */
    HttpResponse<String> get(final String path) throws IOException, InterruptedException {
        for (int left = GET_TRIES; ; left--) {
            try {
                return client.send(request(path).timeout(GET_LIMIT).GET().build(), BodyHandlers.ofString());
            } catch (final HttpTimeoutException e) {
                if (left == 1) {
                    throw e;
                }
            }
        }
    }

    /** Gets a page that has to be there. */
    String text(final String path) throws IOException, InterruptedException {
        return expect(path, get(path), 200);
    }

    /** Gets the remote API's view of an object. */
    JsonObject json(final String path) throws IOException, InterruptedException {
        return JsonParser.parseString(text(path + "api/json")).getAsJsonObject();
    }

    /** Posts a body, with a crumb where the controller asks for one. */
    HttpResponse<String> post(final String path, final String type, final String body)
            throws IOException, InterruptedException {
        final HttpRequest.Builder request = request(path).header("Content-Type", type);
        final HttpResponse<String> crumb = get("crumbIssuer/api/json");
        if (crumb.statusCode() == 200) {
            final JsonObject issued = JsonParser.parseString(crumb.body()).getAsJsonObject();
            request.header(
                    issued.get("crumbRequestField").getAsString(),
                    issued.get("crumb").getAsString());
        }
        return client.send(request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** Runs a Groovy script on the controller and returns what it prints. */
    String script(final String groovy) throws IOException, InterruptedException {
        final String body = "script=" + URLEncoder.encode(groovy, StandardCharsets.UTF_8);
        return expect("scriptText", post("scriptText", "application/x-www-form-urlencoded", body), 200)
                .strip();
    }

    /** Creates a freestyle job that builds on an agent, from the XML of its build steps. */
    void createFreestyleJob(final String name, final AgentProcess agent, final String builders)
            throws IOException, InterruptedException {
        createJob(
                name,
                """
                <project>
                  <actions/>
                  <properties/>
                  <scm class="hudson.scm.NullSCM"/>
                  <assignedNode>%s</assignedNode>
                  <canRoam>false</canRoam>
                  <concurrentBuild>true</concurrentBuild>
                  <triggers class="vector"/>
                  <builders>%s</builders>
                  <publishers/>
                  <buildWrappers/>
                </project>
                """
                        .formatted(agent.name(), builders));
    }

    /** Creates a Pipeline job that runs a script in the sandbox; only a current Jenkins can. */
    void createPipeline(final String name, final String script) throws IOException, InterruptedException {
        createJob(
                name,
                """
                <flow-definition>
                  <definition class="org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition">
                    <script>%s</script>
                    <sandbox>true</sandbox>
                  </definition>
                </flow-definition>
                """
                        .formatted(StepXml.escape(script)));
    }

    /** Creates a job from its {@code config.xml}. */
    void createJob(final String name, final String xml) throws IOException, InterruptedException {
        final String path = "createItem?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        expect(path, post(path, "application/xml", xml), 200);
    }

    /** Starts a build of a job and waits until it has ended. */
    Build build(final String job) throws IOException, InterruptedException {
        return await(schedule(job));
    }

    /** Starts a build of a job and returns without waiting. */
    Build schedule(final String job) throws IOException, InterruptedException {
        final int number = json("job/" + job + "/").get("nextBuildNumber").getAsInt();
        final HttpResponse<String> answer =
                post("job/" + job + "/build?delay=0sec", "application/x-www-form-urlencoded", "");
        if (answer.statusCode() >= 400) {
            throw new IllegalStateException("No build of " + job + ": HTTP " + answer.statusCode());
        }
        return new Build(this, job, number);
    }

    /** Waits until a build has ended. */
    Build await(final Build build) throws IOException, InterruptedException {
        final Instant limit = Instant.now().plus(Duration.ofMinutes(5));
        while (!build.hasEnded()) {
            if (Instant.now().isAfter(limit)) {
                throw new IllegalStateException("The build does not end:\n" + build.console());
            }
            Thread.sleep(300);
        }
        return build;
    }

    private HttpRequest.Builder request(final String path) {
        return HttpRequest.newBuilder(url(path)).timeout(REQUEST_LIMIT);
    }

    private static String expect(final String path, final HttpResponse<String> answer, final int status) {
        if (answer.statusCode() != status) {
            throw new IllegalStateException("HTTP " + answer.statusCode() + " from " + path + ":\n" + answer.body());
        }
        return answer.body();
    }

    private static HttpClient newClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** One build of a job, as a client sees it. */
    record Build(ControllerProcess controller, String job, int number) {

        String path() {
            return "job/" + job + "/" + number + "/";
        }

        /** The build's folder on the controller. */
        Path directory() throws IOException, InterruptedException {
            return Path.of(
                    controller.script("print hudson.model.Hudson.instance.getItem('%s').getBuildByNumber(%d).rootDir"
                            .formatted(job, number)));
        }

        boolean hasEnded() throws IOException, InterruptedException {
            final HttpResponse<String> answer = controller.get(path() + "api/json");
            if (answer.statusCode() != 200) {
                return false;
            }
            final JsonObject state = JsonParser.parseString(answer.body()).getAsJsonObject();
            return !state.get("building").getAsBoolean() && !state.get("result").isJsonNull();
        }

        String result() throws IOException, InterruptedException {
            final JsonElement result = controller.json(path()).get("result");
            return result.isJsonNull() ? null : result.getAsString();
        }

        String console() throws IOException, InterruptedException {
            return controller.text(path() + "consoleText");
        }
    }
}

package io.jenkins.plugins.lvm.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A kind of controller that the plugin can be run on. */
interface Host {

    /** Whether it has the types of a current Jenkins, and Pipeline. */
    boolean isCurrent();

    /** Fills a fresh home folder with settings and plugins. */
    void prepare(Path home) throws Exception;

    /** The command that starts it on the loopback interface. */
    List<String> command(int port);

    /** Path of the agent's jar below the controller's root URL. */
    String agentJar();

    /** The VM options of its agents. */
    List<String> agentOptions();

    /**
     * Has an agent connected to a controller.
     *
     * @param command that starts it, without what concerns the connection
     */
    void connect(ControllerProcess controller, String name, Path root, int executors, List<String> command)
            throws IOException, InterruptedException;

    /** The host asked for: {@code -Dcontroller.war=...} with {@code -Dcontroller.plugins=...}, else the one from Maven Central. */
    static Host chosen() {
        final String war = System.getProperty("controller.war", "");
        return war.isEmpty()
                ? new OldHost()
                : new CurrentHost(Path.of(war), Path.of(System.getProperty("controller.plugins", "")));
    }
}

package io.jenkins.plugins.lvm.step;

import hudson.FilePath;
import hudson.ProxyConfiguration;
import hudson.model.Hudson;
import io.jenkins.plugins.lvm.verifier.artifact.Artifact;
import io.jenkins.plugins.lvm.verifier.artifact.ArtifactFetch;
import io.jenkins.plugins.lvm.verifier.artifact.ArtifactList;
import io.jenkins.plugins.lvm.verifier.artifact.ArtifactSource;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Brings libraries that do not travel with the plugin to an agent: the agent fetches them itself, and where it cannot, the controller
 * fetches and sends them, through its own proxy. Each file is used only if its digest is the pinned one.
 */
final class ArtifactDelivery {
    private static final String FETCH = "io.jenkins.plugins.lvm.verifier.cli.FetchArtifacts";
    private static final String LIST = "artifacts.txt";

    private final AgentShell shell;
    private final AgentJava java;
    private final FilePath engine;
    private final String source;
    private final PrintStream log;

    /**
     * Delivery to one agent.
     *
     * @param engine folder of the agent with the plugin's own classes
     * @param source address of a Maven repository, or path of a folder or archive, on the agent or the controller
     */
    ArtifactDelivery(AgentShell shell, AgentJava java, FilePath engine, String source, PrintStream log) {
        this.shell = shell;
        this.java = java;
        this.engine = engine;
        this.source = source;
        this.log = log;
    }

    /** Puts files into a folder of the agent. */
    void deliver(ArtifactList artifacts, FilePath folder) throws IOException, InterruptedException {
        log.println("Fetching " + artifacts.artifacts().size() + " libraries from " + source + ":");
        FilePath list = folder.child(LIST);
        list.write(artifacts.text(), "UTF-8");
        List<String> command = new ArrayList<>(List.of(java.executable(), "-Xmx128m"));
        Collections.addAll(command, "-cp", engine.getRemote() + "/*", FETCH);
        Collections.addAll(command, list.getRemote(), folder.getRemote(), source);
        String proxy = openProxy();
        if (proxy != null) {
            command.add(proxy);
        }
        if (!shell.succeeds(log, command)) {
            log.println("The agent cannot fetch them; the controller does.");
            send(artifacts, folder);
        }
        for (Artifact artifact : artifacts.artifacts()) {
            VerifierStaging.requireSize(folder.child(artifact.name()), artifact.bytes());
        }
    }

    /** The controller's proxy; null if there is none, or one with a password, which agents are not to know. */
    private static @Nullable String openProxy() {
        ProxyConfiguration proxy = Hudson.getInstance().proxy;
        return proxy == null || proxy.name == null || proxy.getUserName() != null
                ? null
                : proxy.name + ":" + proxy.port;
    }

    private void send(ArtifactList artifacts, FilePath folder) throws IOException, InterruptedException {
        Path kept = new File(Hudson.getInstance().getRootDir(), "caches/lvm-artifacts").toPath();
        Lock lock = StagingLocks.get().lock(null, kept.toString());
        lock.lockInterruptibly();
        try (ArtifactSource opened = ArtifactSource.of(source, address -> ProxyConfiguration.open(address.toURL()))) {
            ArtifactFetch fetch = new ArtifactFetch(opened, log);
            for (Artifact artifact : artifacts.artifacts()) {
                FilePath there = folder.child(artifact.name());
                if (!there.exists()) {
                    Path here = kept.resolve(artifact.sha256() + ".jar");
                    fetch.bring(artifact, here);
                    new FilePath(here.toFile()).copyTo(there);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** A part of the verifier that is brought this way. */
    VerifierPart part(String name, ArtifactList artifacts) throws IOException {
        String folder = name + "-" + artifacts.sha256().substring(0, 16);
        return new VerifierPart() {
            @Override
            public String folder() {
                return folder;
            }

            @Override
            public List<String> files() {
                return artifacts.names();
            }

            @Override
            public long megabytes() {
                return (artifacts.bytes() >> 20) + 1;
            }

            @Override
            public void copyTo(FilePath there) throws IOException, InterruptedException {
                deliver(artifacts, there);
            }
        };
    }
}

package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.TaskListener;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A verifier that is ready to be started where the build's processes run.
 *
 * @param java what runs it
 * @param folders with its jars
 * @param unpacked folder into which the native libraries are unpacked once
 * @param rows folder that keeps rows of compressed data
 */
record VerifierInstallation(AgentJava java, List<FilePath> folders, FilePath unpacked, FilePath rows) {
    private static final String CACHE = "caches/lvm-verify";
    /** Mode of a folder that is its user's alone: rwx------. */
    private static final int OWN = 0700;

    /**
     * Finds a Java, and puts the verifier on the agent if it is not there: below the agent's root folder, or, where the build's
     * processes cannot use that because a container shows them only the workspace, beside the workspace.
     */
    static VerifierInstallation prepare(
            final AgentShell shell,
            final FilePath temporary,
            final VerificationSettings settings,
            @Nullable Computer computer,
            final PrintStream log)
            throws IOException, InterruptedException {
        final AgentJava java = AgentJava.find(shell, settings.get(Settings.JAVA_HOME), computer);
        final VerifierArchives archives = VerifierArchives.ofPlugin();
        if (!archives.has(java.platform()) && settings.get(Settings.LIBTORCH) == null) {
            throw new AbortException("The verifier brings PyTorch for " + String.join(" and ", archives.platforms())
                    + "; the build runs on " + java.platform().name()
                    + ". Use such an agent, or name the folder of an installed libtorch "
                    + archives.libtorchVersion() + " with 'libtorch'.");
        }
        final FilePath root = agentRoot(computer);
        if (root != null) {
            if (isUsable(shell, root.child(CACHE))) {
                return stage(shell, java, root.child(CACHE), computer, log);
            }
            log.println("The build's processes cannot use " + root.child(CACHE).getRemote()
                    + "; the verifier goes beside the workspace.");
        }
        return stage(shell, java, temporary.child("verifier"), computer, log);
    }

    /** Puts the verifier below an agent's root folder, where every build finds it; returns the folder that holds its parts. */
    static FilePath prepare(Node node, TaskListener listener) throws IOException, InterruptedException {
        FilePath root = root(node);
        AgentShell shell = new AgentShell(node.createLauncher(listener), root, new EnvVars());
        PrintStream log = new StepLog(listener.getLogger());
        stage(shell, AgentJava.find(shell, null, node.toComputer()), root.child(CACHE), node.toComputer(), log);
        return root.child(CACHE);
    }

    private static FilePath root(Node node) throws AbortException {
        FilePath root = node.getRootPath();
        if (root == null) {
            throw new AbortException(
                    "The agent " + node.getNodeName() + " is not connected. Build again when it is back.");
        }
        return root;
    }

    /** Puts what reads files, without what computes, below an agent's root folder; returns its class path. */
    static String prepareReader(Node node, AgentShell shell, AgentJava java, PrintStream log)
            throws IOException, InterruptedException {
        return classPath(
                parts(shell, java, root(node).child(CACHE), node.toComputer(), log, VerifierArchives::besideOfReader));
    }

    private static @Nullable FilePath agentRoot(@Nullable Computer computer) {
        final Node node = computer == null ? null : computer.getNode();
        return node == null ? null : node.getRootPath();
    }

    private static VerifierInstallation stage(
            AgentShell shell, AgentJava java, FilePath root, @Nullable Computer computer, PrintStream log)
            throws IOException, InterruptedException {
        List<FilePath> folders = parts(
                shell, java, root, computer, log, (archives, delivery) -> archives.beside(java.platform(), delivery));
        staging(root, computer, log).removeForgotten(folders);
        final FilePath unpacked = folders.get(folders.size() - 1).child("unpacked");
        if (!unpacked.exists()) {
            unpacked.mkdirs();
            // Whoever can write there decides what the verifier runs, which refuses to start if that may be others than
            // the agent's user.
            unpacked.chmod(OWN);
        }
        // Beside the folder whose other contents come and go with versions of the plugin.
        final FilePath rows = root.sibling(root.getName() + "-rows");
        return new VerifierInstallation(java, List.copyOf(folders), unpacked, rows);
    }

    /** What of the archives is needed beside the engine. */
    private interface Needed {
        List<VerifierPart> of(VerifierArchives archives, ArtifactDelivery delivery) throws IOException;
    }

    /** Puts parts into folders below a root; returns the folders, the engine's first. */
    private static List<FilePath> parts(
            AgentShell shell,
            AgentJava java,
            FilePath root,
            @Nullable Computer computer,
            PrintStream log,
            Needed needed)
            throws IOException, InterruptedException {
        VerifierArchives archives = VerifierArchives.ofPlugin();
        VerifierStaging staging = staging(root, computer, log);
        List<FilePath> folders = new ArrayList<>();
        folders.add(staging.stage(archives.engine()));
        String source = archives.isListed() ? LvmVerifierTool.source(computer, archives, log) : "";
        ArtifactDelivery delivery = new ArtifactDelivery(shell, java, folders.get(0), source, log);
        for (VerifierPart part : needed.of(archives, delivery)) {
            folders.add(staging.stage(part));
        }
        return folders;
    }

    private static VerifierStaging staging(FilePath root, @Nullable Computer computer, PrintStream log) {
        return new VerifierStaging(root, StagingLocks.get().lock(computer, root.getRemote()), log);
    }

    /** Asks through the build's launcher whether what lies there can be read and written by the build's processes. */
    private static boolean isUsable(AgentShell shell, FilePath root) throws InterruptedException {
        String secret = UUID.randomUUID().toString();
        FilePath probe = root.child("probe-" + secret);
        try {
            probe.mkdirs();
            probe.chmod(OWN);
            FilePath witness = probe.child("witness");
            witness.write(secret, "UTF-8");
            return shell.output(
                            Pattern.compile(secret),
                            "sh",
                            "-c",
                            "test -w \"$1\" && cat \"$2\"",
                            "sh",
                            probe.getRemote(),
                            witness.getRemote())
                    .contains(secret);
        } catch (IOException e) {
            // Such as on a full disk; whoever puts the verifier there will say it.
            return true;
        } finally {
            forget(probe);
        }
    }

    private static void forget(FilePath probe) throws InterruptedException {
        try {
            probe.deleteRecursive();
        } catch (IOException e) {
            return;
        }
    }

    /** The class path, as Java expands it. */
    String classPath() {
        return classPath(folders);
    }

    private static String classPath(List<FilePath> folders) {
        return String.join(
                ":", folders.stream().map(folder -> folder.getRemote() + "/*").toList());
    }
}

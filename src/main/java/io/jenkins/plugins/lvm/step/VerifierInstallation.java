package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Node;
import io.jenkins.plugins.lvm.step.VerifierArchives.Archive;
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
        final List<Archive> needed = new ArrayList<>();
        needed.add(archives.engine());
        final Archive natives = archives.natives(java.platform());
        if (natives != null) {
            needed.add(natives);
        } else if (settings.get(Settings.LIBTORCH) == null) {
            throw new AbortException("The verifier brings PyTorch for " + String.join(" and ", archives.platforms())
                    + "; the build runs on " + java.platform().name()
                    + ". Use such an agent, or name the folder of an installed libtorch "
                    + archives.libtorchVersion() + " with 'libtorch'.");
        }
        final FilePath root = agentRoot(computer);
        if (root != null) {
            final VerifierInstallation shared = stage(java, needed, root.child(CACHE), computer, log);
            if (shared.isUsable(shell)) {
                return shared;
            }
            log.println("The build's processes cannot use " + root.child(CACHE).getRemote()
                    + "; the verifier goes beside the workspace.");
        }
        return stage(java, needed, temporary.child("verifier"), computer, log);
    }

    private static @Nullable FilePath agentRoot(@Nullable Computer computer) {
        final Node node = computer == null ? null : computer.getNode();
        return node == null ? null : node.getRootPath();
    }

    private static VerifierInstallation stage(
            AgentJava java, List<Archive> archives, FilePath root, @Nullable Computer computer, PrintStream log)
            throws IOException, InterruptedException {
        final VerifierStaging staging =
                new VerifierStaging(root, StagingLocks.get().lock(computer, root.getRemote()), log);
        final List<FilePath> folders = new ArrayList<>();
        for (final Archive archive : archives) {
            folders.add(staging.stage(archive));
        }
        staging.removeForgotten(folders);
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

    /** Asks through the build's launcher whether what lies there can be read and written by the build's processes. */
    private boolean isUsable(final AgentShell shell) throws IOException, InterruptedException {
        final String secret = UUID.randomUUID().toString();
        final FilePath witness = unpacked.child("witness-" + secret);
        witness.write(secret, "UTF-8");
        try {
            return shell.output(
                            Pattern.compile(secret),
                            "sh",
                            "-c",
                            "test -w \"$1\" && cat \"$2\"",
                            "sh",
                            unpacked.getRemote(),
                            witness.getRemote())
                    .contains(secret);
        } finally {
            witness.delete();
        }
    }

    /** The class path, as Java expands it. */
    String classPath() {
        return String.join(
                ":", folders.stream().map(folder -> folder.getRemote() + "/*").toList());
    }
}

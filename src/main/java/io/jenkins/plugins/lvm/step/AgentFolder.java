package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.FilePath;
import io.jenkins.plugins.lvm.verifier.attestation.DeployedModel;
import io.jenkins.plugins.lvm.verifier.attestation.ModelFiles;
import io.jenkins.plugins.lvm.verifier.attestation.ModelSignature;
import io.jenkins.plugins.lvm.verifier.attestation.Sha256;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A model's folder that an agent holds, where anyone may have put anything. Bytes are digested as they come over the connection, so that no
 * program of the agent answers in their place.
 */
final class AgentFolder {
    private static final int DEEPEST = 32;

    private final Entry folder;
    private final Set<String> beside;
    /** SHA-256 in hex by path in the folder. */
    private final Map<String, String> digests = new TreeMap<>();

    /** What lies in a folder, and the folder itself. */
    interface Entry {
        /** Whole path. */
        String path();

        boolean isDirectory() throws IOException, InterruptedException;

        /** What a folder holds. */
        List<Entry> list() throws IOException, InterruptedException;

        /** SHA-256 in hex of a file. */
        String sha256() throws IOException, InterruptedException;
    }

    /** Over the connection. */
    private record Remote(FilePath file) implements Entry {
        @Override
        public String path() {
            return file.getRemote();
        }

        @Override
        public boolean isDirectory() throws IOException, InterruptedException {
            return file.isDirectory();
        }

        @Override
        public List<Entry> list() throws IOException, InterruptedException {
            return file.list().stream().<Entry>map(Remote::new).toList();
        }

        /** Without opening what has no size: an empty file, or a pipe or device, which would not end. */
        @Override
        public String sha256() throws IOException, InterruptedException {
            try (InputStream in = new AgentFile(file).exists() ? file.read() : InputStream.nullInputStream()) {
                return Sha256.hex(in);
            }
        }
    }

    /** @param attestation what lies in the folder because of it is no part of the model */
    AgentFolder(FilePath folder, FilePath attestation) {
        this(new Remote(folder), attestation.getRemote());
    }

    AgentFolder(Entry folder, String attestation) {
        this.folder = folder;
        this.beside = beside(folder.path(), attestation);
    }

    /** Paths in the folder of an attestation and its signatures; empty where these are elsewhere. */
    static Set<String> beside(String folder, String attestation) {
        String root = slashed(folder) + "/";
        String file = slashed(attestation);
        if (!file.startsWith(root)) {
            return Set.of();
        }
        String prefix = file.substring(root.length(), file.lastIndexOf('/') + 1);
        String name = name(file);
        Set<String> inside = new TreeSet<>();
        inside.add(prefix + name);
        inside.add(prefix + ModelSignature.nameBeside(name, 0, 1));
        inside.add(prefix + ModelSignature.nameOfGraphBeside(name));
        return inside;
    }

    private static String slashed(String path) {
        return path.replaceAll("[/\\\\]+", "/").replaceFirst("/$", "");
    }

    private static String name(String slashed) {
        return slashed.substring(slashed.lastIndexOf('/') + 1);
    }

    /**
     * The model in it.
     *
     * @throws AbortException if there are more files than a model has, or one has a name that two systems read differently
     */
    DeployedModel model() throws IOException, InterruptedException {
        add(folder, "", 0);
        return DeployedModel.folder(digests, beside);
    }

    private void add(Entry parent, String prefix, int depth) throws IOException, InterruptedException {
        require(depth <= DEEPEST, "holds folders in folders without end");
        for (Entry child : parent.list()) {
            String whole = slashed(child.path());
            String path = prefix + name(whole);
            // Where a backslash is part of a name, another file could pass for this one.
            require(
                    whole.equals(slashed(parent.path()) + "/" + name(whole)),
                    "holds a file with a backslash in its name");
            if (beside.contains(path) || ModelFiles.isNoPart(path)) {
                continue;
            }
            if (child.isDirectory()) {
                add(child, path + "/", depth + 1);
            } else {
                require(
                        digests.size() < CheckpointFile.MOST_FILES,
                        "holds more than " + CheckpointFile.MOST_FILES + " files");
                digests.put(path, child.sha256());
            }
        }
    }

    private void require(boolean holds, String otherwise) throws AbortException {
        if (!holds) {
            throw new AbortException(PrintableText.of(folder.path()) + ", named by 'checkpoint', " + otherwise
                    + ". Name the folder of one model.");
        }
    }
}

package io.jenkins.plugins.lvm.verifier.attestation;

import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A model's folder that is about to be deployed, here or on an agent, where anyone may have put anything. A link counts as what it leads to,
 * as it does for whoever loads the model.
 */
public final class DeployedFolder {
    private static final int DEEPEST = 32;

    private final String root;
    private final Set<String> beside;
    /** SHA-256 in hex by path in the folder. */
    private final Map<String, String> digests = new TreeMap<>();

    private DeployedFolder(String root, Set<String> beside) {
        this.root = root;
        this.beside = beside;
    }

    /**
     * What lies in a folder, and the folder itself.
     *
     * @param <E> what may interrupt a look at it
     */
    public interface Entry<E extends Exception> {
        /** Whole path. */
        String path();

        boolean isDirectory() throws IOException, E;

        /** What a folder holds. */
        List<? extends Entry<E>> list() throws IOException, E;

        /** SHA-256 in hex of a file. */
        String sha256() throws IOException, E;
    }

    /** On this machine. */
    private record Local(Path file) implements Entry<RuntimeException> {
        @Override
        public String path() {
            return file.toString();
        }

        @Override
        public boolean isDirectory() {
            return Files.isDirectory(file);
        }

        @Override
        public List<Local> list() throws IOException {
            try (Stream<Path> files = Files.list(file)) {
                return files.map(Local::new).toList();
            }
        }

        /** Without opening a pipe or a device, which would not end. */
        @Override
        public String sha256() throws IOException {
            if (!Files.isRegularFile(file)) {
                throw VerifierException.unreadable(
                        PrintableText.of(file.toString()) + " is neither a file nor a folder.",
                        "Take it out of the model's folder, or name another folder.");
            }
            try (InputStream in = Files.newInputStream(file)) {
                return Sha256.hex(in);
            }
        }
    }

    /**
     * The model in a folder of this machine.
     *
     * @param besides files that are no part of the model wherever they are, such as the attestation
     * @throws VerifierException if it cannot be read, or is not as folders of models are
     */
    public static DeployedModel here(Path folder, List<Path> besides) {
        Path root = absolute(folder);
        List<String> paths =
                besides.stream().map(file -> absolute(file).toString()).toList();
        try {
            return model(new Local(root), beside(root.toString(), paths));
        } catch (IOException e) {
            throw ModelFiles.unreadable(folder, e);
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Paths in the folder of files that are no part of the model in it; of those that are elsewhere, none. */
    public static Set<String> beside(String folder, List<String> files) {
        String root = slashed(folder) + "/";
        Set<String> inside = new TreeSet<>();
        for (String file : files) {
            if (slashed(file).startsWith(root)) {
                inside.add(slashed(file).substring(root.length()));
            }
        }
        return inside;
    }

    private static String slashed(String path) {
        return path.replaceAll("[/\\\\]+", "/").replaceFirst("/$", "");
    }

    /**
     * The model in a folder.
     *
     * @param beside paths in it that are no part of the model
     * @throws VerifierException if there are more files than a model has, or one has a name that two systems read differently
     */
    public static <E extends Exception> DeployedModel model(Entry<E> folder, Set<String> beside) throws IOException, E {
        DeployedFolder found = new DeployedFolder(folder.path(), beside);
        found.add(folder, "", 0);
        return DeployedModel.folder(found.digests, beside);
    }

    private <E extends Exception> void add(Entry<E> parent, String prefix, int depth) throws IOException, E {
        require(depth <= DEEPEST, "holds folders in folders without end");
        for (Entry<E> child : parent.list()) {
            String whole = slashed(child.path());
            String name = whole.substring(whole.lastIndexOf('/') + 1);
            String path = prefix + name;
            // Where a backslash is part of a name, another file could pass for this one.
            require(whole.equals(slashed(parent.path()) + "/" + name), "holds a file with a backslash in its name");
            if (ModelFiles.isNoPart(path)) {
                continue;
            }
            if (child.isDirectory()) {
                add(child, path + "/", depth + 1);
            } else if (!beside.contains(path)) {
                require(
                        digests.size() < CheckpointFile.MOST_FILES,
                        "holds more than " + CheckpointFile.MOST_FILES + " files");
                digests.put(path, child.sha256());
            }
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw VerifierException.unreadable(
                    PrintableText.of(root) + " " + otherwise + ".", "Name the folder of one model.");
        }
    }
}

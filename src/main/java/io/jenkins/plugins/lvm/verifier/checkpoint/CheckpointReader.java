package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.VerifiedFile;
import io.jenkins.plugins.lvm.verifier.format.ZipArchive;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickledValues;
import io.jenkins.plugins.lvm.verifier.format.safetensors.SafetensorsHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens checkpoints. A file is data: nothing in it is executed, and reading it is bounded. */
public final class CheckpointReader {
    private static final int HEAD = 512;
    private static final Pattern PICKLE = Pattern.compile("\u0080[\2-\5]"); // PROTO with its version

    private CheckpointReader() {}

    /**
     * Opens a checkpoint under the default limits.
     *
     * @throws VerifierException if the file is missing, damaged, refused, or no checkpoint
     */
    public static Checkpoint open(final Path path) {
        return open(path, ReadLimits.defaults());
    }

    /**
     * Opens a checkpoint: a file, or a folder as Hugging Face's libraries save a model. The caller closes it.
     *
     * @throws VerifierException if the file is missing, damaged, refused, or no checkpoint
     */
    public static Checkpoint open(final Path path, final ReadLimits limits) {
        if (ModelFolder.isModel(path)) {
            return ModelFolder.open(path, limits);
        }
        final VerifiedFile file = VerifiedFile.open(path, "the checkpoint file in it");
        boolean opened = false;
        try {
            final Checkpoint checkpoint = read(file, limits);
            opened = true;
            return checkpoint;
        } catch (final IOException e) {
            throw FileSource.unreadable(path, e);
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /**
     * SHA-256 in lower-case hex of a file, whatever it holds, or of a folder that holds a model, as its verification reports it.
     *
     * @throws VerifierException if it cannot be read
     */
    public static String sha256(Path path) {
        if (!Files.isDirectory(path)) {
            return FileDigest.sha256(path);
        }
        try (Checkpoint folder = open(path)) {
            return folder.sha256();
        }
    }

    private static Checkpoint read(VerifiedFile file, ReadLimits limits) throws IOException {
        if (file.size() == 0) {
            throw file.refused("is empty.", "Was the training run interrupted while it was saving?");
        }
        byte[] start = file.read(0, HEAD);
        String head = new String(start, StandardCharsets.ISO_8859_1);
        if (head.startsWith("PK\3\4")) {
            if (TarHeader.isMarked(start) || TarHeader.isValid(start)) {
                throw ambiguous(file, "PyTorch's zip format", "a tar file");
            }
            return pickled(file, "PyTorch zip", TorchZip.read(file, limits), limits);
        }
        if (head.startsWith("version https://git-lfs")) {
            throw file.refused("is a Git LFS pointer, not the checkpoint itself.", "Run git lfs pull.");
        }
        boolean isSafetensors =
                head.length() > SafetensorsHeader.LENGTH_BYTES && head.charAt(SafetensorsHeader.LENGTH_BYTES) == '{';
        if (isSafetensors || PICKLE.matcher(head).lookingAt()) {
            requireNoOtherFormat(file, start, isSafetensors ? "safetensors" : "PyTorch's old format");
        }
        if (isSafetensors) {
            SafetensorsFile safetensors = SafetensorsFile.read(file, limits);
            file.sha256(); // of these bytes, and of those that are read from now on
            return new Checkpoint(
                    CheckpointFiles.of(file), "safetensors", safetensors.metadata(), safetensors.tensors(), limits);
        }
        if (PICKLE.matcher(head).lookingAt()) {
            Object root = LegacyTorchFile.read(file, limits);
            file.sha256();
            return pickled(file, "PyTorch legacy", root, limits);
        }
        if (TarHeader.isMarked(start)) {
            throw file.refused(
                    "is a tar file as PyTorch wrote it before 0.2.", "Load it in PyTorch and save it again.");
        }
        throw file.refused(
                "is not a checkpoint in a known format.",
                "Known are PyTorch's files and safetensors. For a model of another framework, save its predictions and use lvm-verify score.");
    }

    /** PyTorch looks for a tar file before it looks for pickles, others look for a zip archive from the end. */
    private static void requireNoOtherFormat(VerifiedFile file, byte[] start, String format) throws IOException {
        String other = TarHeader.isMarked(start) || TarHeader.isValid(start)
                ? "a tar file"
                : ZipArchive.isAtEndOf(file) ? "a zip archive" : null;
        if (other != null) {
            throw ambiguous(file, format, other);
        }
    }

    private static VerifierException ambiguous(VerifiedFile file, String format, String other) {
        return file.refused(
                "can be read both as " + format + " and as " + other + ", so that two readers find two models.",
                "Save it again with the library that it is from.");
    }

    private static Checkpoint pickled(
            final VerifiedFile file, final String format, @Nullable Object root, final ReadLimits limits) {
        if (!(root instanceof Map<?, ?> top)) {
            throw file.refused("holds " + PickledValues.kind(root) + ", not a dictionary.");
        }
        return new Checkpoint(CheckpointFiles.of(file), format, top, null, limits);
    }
}

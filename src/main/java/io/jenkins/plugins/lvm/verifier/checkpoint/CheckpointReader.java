package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.pickle.PickledValues;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** Opens checkpoints. A file is data: nothing in it is executed, and reading it is bounded. */
public final class CheckpointReader {
    private static final int HEAD = 512;
    private static final int TAR_MARK = 257;
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
     * Opens a checkpoint. The caller closes it.
     *
     * @throws VerifierException if the file is missing, damaged, refused, or no checkpoint
     */
    public static Checkpoint open(final Path path, final ReadLimits limits) {
        final CheckpointFile file = CheckpointFile.open(path);
        boolean opened = false;
        try {
            final Checkpoint checkpoint = read(file, limits);
            opened = true;
            return checkpoint;
        } catch (final IOException e) {
            throw new VerifierException(
                    VerifierException.Reason.UNREADABLE,
                    path + " could not be read (" + e.getMessage() + ").",
                    "Was it changed or cut off while it was being read?",
                    e);
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    private static Checkpoint read(final CheckpointFile file, final ReadLimits limits) throws IOException {
        if (file.size() == 0) {
            throw file.refused("is empty.", "Was the training run interrupted while it was saving?");
        }
        final String head = new String(file.read(0, HEAD), StandardCharsets.ISO_8859_1);
        if (head.startsWith("PK\3\4")) {
            return pickled(file, "PyTorch zip", TorchZip.read(file, limits), limits);
        }
        if (head.startsWith("version https://git-lfs")) {
            throw file.refused("is a Git LFS pointer, not the checkpoint itself.", "Run git lfs pull.");
        }
        if (head.length() > 8 && head.charAt(8) == '{') {
            final SafetensorsFile safetensors = SafetensorsFile.read(file, limits);
            return new Checkpoint(file, "safetensors", safetensors.metadata(), safetensors.tensors(), limits);
        }
        if (PICKLE.matcher(head).lookingAt()) {
            return pickled(file, "PyTorch legacy", LegacyTorchFile.read(file, limits), limits);
        }
        if (head.startsWith("ustar", TAR_MARK)) {
            throw file.refused(
                    "is a tar file as PyTorch wrote it before 0.2.", "Load it in PyTorch and save it again.");
        }
        throw file.refused("is not a checkpoint in a known format.", "Known are PyTorch's .pt files and safetensors.");
    }

    private static Checkpoint pickled(
            final CheckpointFile file, final String format, final Object root, final ReadLimits limits) {
        if (!(root instanceof Map<?, ?> top)) {
            throw file.refused("holds " + PickledValues.kind(root) + ", not a dictionary.");
        }
        return new Checkpoint(file, format, top, null, limits);
    }
}

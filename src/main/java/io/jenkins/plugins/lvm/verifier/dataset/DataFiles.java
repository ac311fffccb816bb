package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyFolder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpzFile;
import io.jenkins.plugins.lvm.verifier.format.safetensors.SafetensorsArrays;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens data as it may lie: an npz, a folder with one {@code .npy} for each array, or a file that ends in {@code .safetensors}. */
public final class DataFiles {

    private DataFiles() {}

    /** Whether a path leads to a folder in which arrays lie. */
    public static boolean isFolderOfArrays(Path path) {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (DirectoryStream<Path> arrays = Files.newDirectoryStream(path, "*.npy")) {
            return arrays.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a safetensors file holds contexts and targets under the names that trainers write, which no model's weights have. */
    public static boolean isFileOfSequences(Path path) {
        if (!path.toString().endsWith(SafetensorsArrays.SUFFIX) || !Files.isRegularFile(path)) {
            return false;
        }
        try (ArrayFile arrays = SafetensorsArrays.open(path)) {
            return DataKeys.USUAL.ofContexts().stream().anyMatch(arrays::contains)
                    && DataKeys.USUAL.ofTargets().stream().anyMatch(arrays::contains);
        } catch (VerifierException e) {
            return false;
        }
    }

    /**
     * Opens it, and reads no array.
     *
     * @throws VerifierException if it is not there, or none of these
     */
    public static ArrayFile open(Path path) {
        if (Files.isDirectory(path)) {
            return NpyFolder.open(path);
        }
        return path.toString().endsWith(SafetensorsArrays.SUFFIX) ? SafetensorsArrays.open(path) : NpzFile.open(path);
    }
}

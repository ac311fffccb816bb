package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.attestation.ModelSignature;
import io.jenkins.plugins.lvm.verifier.attestation.SignatureNames;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Signatures of models that an earlier run left beside an attestation of the same name. They are of the bytes that were verified then, and a run
 * that writes none in their place would leave them beside its own attestation, as if they were of that.
 */
final class EarlierSignatures {
    /** As long as one of all files that a folder may have. */
    private static final int LONGEST = 16 << 20;

    private EarlierSignatures() {}

    /**
     * Finds them: files of their names that are such signatures. What is something else has nothing to do with an attestation.
     *
     * @param attestation that is going to be written
     */
    static List<Path> beside(Path attestation) throws IOException {
        String name = String.valueOf(attestation.getFileName());
        Path folder = Objects.requireNonNull(attestation.toAbsolutePath().getParent(), "A file is in a folder.");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(file -> SignatureNames.isOne(name, file))
                    .map(attestation::resolveSibling)
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(EarlierSignatures::isSignature)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isSignature(Path file) {
        try {
            return ModelSignature.is(FileSource.readText(file, "a model signature", LONGEST));
        } catch (VerifierException e) {
            return false;
        }
    }
}

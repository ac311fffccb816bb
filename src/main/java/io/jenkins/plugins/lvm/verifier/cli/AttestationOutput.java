package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.attestation.ModelSignature;
import io.jenkins.plugins.lvm.verifier.attestation.SignedAttestation;
import io.jenkins.plugins.lvm.verifier.attestation.SigningKey;
import io.jenkins.plugins.lvm.verifier.contract.AtomicFile;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The attestation among the files that a command writes, with the signatures of its checkpoints. */
final class AttestationOutput {
    private static final String OPTION = "--attest";
    private static final int LARGEST_KEY = 1 << 20;
    private static final Path STANDARD_OUTPUT = Path.of("-");

    private final Outputs outputs;
    private final @Nullable SigningKey key;
    /** Signatures that stand beside the attestation. */
    private final int signatures;

    private AttestationOutput(Outputs outputs, @Nullable SigningKey key, int signatures) {
        this.outputs = outputs;
        this.key = key;
        this.signatures = signatures;
    }

    /** Reads the key that signs. */
    static @Nullable SigningKey key(@Nullable String file) {
        return file == null
                ? null
                : SigningKey.read(FileSource.readText(Path.of(file), "a private key", LARGEST_KEY), file);
    }

    /**
     * Adds the signatures to the outputs. Beside a device or standard output there are none.
     *
     * @throws VerifierException if a checkpoint is a folder, which is not signed
     */
    static AttestationOutput among(
            Outputs outputs, VerificationRequest request, SettingValues values, @Nullable SigningKey key) {
        String name = values.get(Settings.ATTEST);
        int signatures = 0;
        if (name != null && key != null && key.signsModels()) {
            Path file = Path.of(name);
            if (!file.equals(STANDARD_OUTPUT) && !AtomicFile.isStream(file)) {
                request.checkpoints().stream()
                        .filter(path -> Files.isDirectory(Path.of(path)))
                        .findFirst()
                        .ifPresent(path -> {
                            throw ModelSignature.folder(path);
                        });
                signatures = request.checkpoints().size();
                for (int i = 0; i < signatures; i++) {
                    outputs.add(option(i), ModelSignature.beside(file, i, signatures));
                }
            }
        }
        return new AttestationOutput(outputs, key, signatures);
    }

    private static String option(int index) {
        return OPTION + " (signature " + (index + 1) + ")";
    }

    /** Removes what an earlier run wrote. */
    void delete() {
        outputs.delete(OPTION);
        for (int i = 0; i < signatures; i++) {
            outputs.delete(option(i));
        }
    }

    void write(Attestation attestation) {
        outputs.write(
                OPTION,
                () -> key == null ? ContractJson.render(attestation) : SignedAttestation.sign(attestation, key));
        for (int i = 0; i < Math.min(signatures, attestation.subject().size()); i++) {
            Attestation.Subject file = attestation.subject().get(i);
            if (key != null) {
                outputs.write(option(i), () -> ModelSignature.sign(file, key));
            }
        }
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.attestation.ModelFiles;
import io.jenkins.plugins.lvm.verifier.attestation.ModelSignature;
import io.jenkins.plugins.lvm.verifier.attestation.SignatureNames;
import io.jenkins.plugins.lvm.verifier.attestation.SignedAttestation;
import io.jenkins.plugins.lvm.verifier.attestation.SigningKey;
import io.jenkins.plugins.lvm.verifier.contract.AtomicFile;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The attestation among the files that a command writes, with the signatures of its checkpoints. */
final class AttestationOutput {
    private static final String OPTION = "--attest";
    private static final String OF_GRAPH = OPTION + " (signature of the graph)";
    private static final int LARGEST_KEY = 1 << 20;
    private static final Path STANDARD_OUTPUT = Path.of("-");

    private final Outputs outputs;
    private final @Nullable SigningKey key;
    /** Signatures that stand beside the attestation. */
    private final List<Path> signatures;
    /** What lies with these and is no part of a model. */
    private final Path attestation;

    private AttestationOutput(Outputs outputs, @Nullable SigningKey key, List<Path> signatures, Path attestation) {
        this.outputs = outputs;
        this.key = key;
        this.signatures = signatures;
        this.attestation = attestation;
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
     * @throws VerifierException if a checkpoint is a folder with something else than files in it
     */
    static AttestationOutput among(
            Outputs outputs, VerificationRequest request, SettingValues values, @Nullable SigningKey key) {
        String name = values.get(Settings.ATTEST);
        List<Path> signatures = new ArrayList<>();
        if (name != null && key != null && key.signsModels()) {
            Path file = Path.of(name);
            if (!file.equals(STANDARD_OUTPUT) && !AtomicFile.isStream(file)) {
                int count = request.checkpoints().size();
                for (int i = 0; i < count; i++) {
                    Path signature = SignatureNames.beside(file, i, count);
                    Path checkpoint = Path.of(request.checkpoints().get(i));
                    if (Files.isDirectory(checkpoint)) {
                        ModelFiles.in(checkpoint, List.of());
                    }
                    signatures.add(signature);
                    outputs.add(option(i), signature);
                }
            }
        }
        if (!signatures.isEmpty() && name != null && request.forwardOnnx() != null) {
            Path file = Path.of(name);
            outputs.add(OF_GRAPH, file.resolveSibling(SignatureNames.ofGraph(String.valueOf(file.getFileName()))));
        }
        return new AttestationOutput(outputs, key, signatures, name == null ? STANDARD_OUTPUT : Path.of(name));
    }

    private static String option(int index) {
        return OPTION + " (signature " + (index + 1) + ")";
    }

    /** Removes what an earlier run wrote. */
    void delete() {
        outputs.delete(OPTION);
        for (int i = 0; i < signatures.size(); i++) {
            outputs.delete(option(i));
        }
        outputs.delete(OF_GRAPH);
        if (!attestation.equals(STANDARD_OUTPUT) && !AtomicFile.isStream(attestation)) {
            deleteEarlier();
        }
    }

    /** What is written anew has been deleted by now. */
    private void deleteEarlier() {
        outputs.attempt(OPTION, () -> {
            for (Path earlier : EarlierSignatures.beside(attestation)) {
                Files.delete(earlier);
                outputs.tell(
                        earlier + " is removed: it signs the model of an earlier run, and this run signs none there.");
            }
        });
    }

    /** @param report what the attestation is of */
    void write(VerificationReport report, Attestation found) {
        outputs.write(OPTION, () -> key == null ? ContractJson.render(found) : SignedAttestation.sign(found, key));
        for (int i = 0; i < Math.min(signatures.size(), found.subject().size()); i++) {
            Attestation.Subject subject = found.subject().get(i);
            if (key != null) {
                // Before the output lies in the folder that is signed.
                String signature = signature(report, subject, key);
                outputs.write(option(i), () -> signature);
            }
        }
        if (key != null && !signatures.isEmpty()) {
            ModelSignature.ofGraph(report, key).ifPresent(graph -> outputs.write(OF_GRAPH, () -> graph));
        }
    }

    private String signature(VerificationReport report, Attestation.Subject subject, SigningKey signing) {
        CheckpointFile checkpoint = report.verifications().stream()
                .map(VerificationReport.Verification::checkpoint)
                .filter(verified -> verified.sha256().equals(subject.sha256()))
                .findFirst()
                .orElseThrow();
        if (checkpoint.files() == null) {
            return ModelSignature.sign(subject, signing);
        }
        List<Path> beside = new ArrayList<>(signatures);
        beside.add(attestation);
        return ModelSignature.sign(
                ModelFiles.in(Path.of(checkpoint.path()), beside),
                checkpoint.files().stream().collect(Collectors.toMap(FilePart::name, FilePart::sha256)),
                signing);
    }
}

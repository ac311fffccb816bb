package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Hudson;
import hudson.model.Run;
import io.jenkins.plugins.lvm.report.GatePermissions;
import io.jenkins.plugins.lvm.verifier.attestation.ModelSignature;
import io.jenkins.plugins.lvm.verifier.attestation.SignatureNames;
import io.jenkins.plugins.lvm.verifier.attestation.SignedAttestation;
import io.jenkins.plugins.lvm.verifier.attestation.SigningKey;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was attested into the workspace. It is signed here, on the controller, of the report as the controller judged it: the agent
 * sees the signature, never the key.
 */
final class AttestationFiles {
    private static final String UTF_8 = "UTF-8";

    private final Run<?, ?> run;
    private final FilePath file;

    /** @param file of the attestation */
    AttestationFiles(Run<?, ?> run, FilePath file) {
        this.run = run;
        this.file = file;
    }

    /**
     * Refuses a key that there is not, or that this build may not use, before anything is verified.
     *
     * @param signKey as the parameter has it
     */
    void requireKey(@Nullable String signKey) throws AbortException {
        if (signKey != null) {
            key(signKey);
        }
    }

    /**
     * Writes the attestation with its signatures, or removes what an earlier build stated of other bytes.
     *
     * @param signKey as the parameter has it; null to sign nothing
     */
    void write(VerificationReport report, @Nullable String signKey) throws IOException, InterruptedException {
        Optional<Attestation> attestation = Attestation.of(report, Instant.now());
        SigningKey key = attestation.isPresent() && signKey != null ? key(signKey) : null;
        try {
            // Signatures of an earlier build are of other bytes, and this one may sign none.
            delete(signature(0, 1));
            delete(ofGraph());
            if (attestation.isEmpty()) {
                delete(file);
                return;
            }
            file.write(
                    key == null
                            ? ContractJson.render(attestation.get())
                            : SignedAttestation.sign(attestation.get(), key),
                    UTF_8);
            if (key != null && key.signsModels()) {
                List<Attestation.Subject> subjects = attestation.get().subject();
                for (int i = 0; i < subjects.size(); i++) {
                    signature(i, subjects.size()).write(signature(report, subjects.get(i), key), UTF_8);
                }
                Optional<String> graph = ModelSignature.ofGraph(report, key);
                if (graph.isPresent()) {
                    ofGraph().write(graph.get(), UTF_8);
                }
            }
        } catch (VerifierException e) {
            throw new AbortException("The verification is stored, but not signed: " + e.getMessage() + " " + e.hint());
        } catch (IOException e) {
            throw new AbortException("The verification is stored, but " + file.getRemote()
                    + ", named by 'attest', could not be written: " + Sentences.of(e)
                    + ". Name a file in a folder that the build may write to.");
        }
    }

    /** Of a folder, of the digests of all its files that the agent took while it verified. */
    private String signature(VerificationReport report, Attestation.Subject subject, SigningKey key) {
        CheckpointFile checkpoint = report.verifications().stream()
                .map(VerificationReport.Verification::checkpoint)
                .filter(verified -> verified.sha256().equals(subject.sha256()))
                .findFirst()
                .orElseThrow();
        return checkpoint.files() == null
                ? ModelSignature.sign(subject, key)
                : ModelSignature.sign(
                        subject.name(), checkpoint, AgentFolder.beside(beside(checkpoint.path()), file), key);
    }

    private FilePath beside(String path) {
        return Objects.requireNonNull(file.sibling(path), "An attestation is in a folder.");
    }

    private static void delete(FilePath old) throws IOException, InterruptedException {
        if (old.exists()) {
            old.delete();
        }
    }

    private FilePath signature(int index, int count) {
        return file.sibling(SignatureNames.of(file.getName(), index, count));
    }

    private FilePath ofGraph() {
        return file.sibling(SignatureNames.ofGraph(file.getName()));
    }

    /** The messages hold nothing of the key. */
    private SigningKey key(String signKey) throws AbortException {
        if (!run.getParent().hasPermission(GatePermissions.SIGN)) {
            throw new AbortException("This build runs as somebody who may not sign: it needs the permission " + "Job/"
                    + GatePermissions.SIGN.name + ". Let somebody who has it start the build, or leave out 'signKey'.");
        }
        try {
            if (signKey.equals(ControllerKey.NAME)) {
                return new ControllerKey().get();
            }
            for (SecretSource source : Hudson.getInstance().getExtensionList(SecretSource.class)) {
                KeptSecret secret = source.find(signKey, run);
                if (secret != null) {
                    return SigningKey.read(secret.text(), "The credential '" + signKey + "'");
                }
            }
        } catch (VerifierException e) {
            throw new AbortException(e.getMessage() + " " + e.hint());
        } catch (IOException e) {
            throw new AbortException(
                    "The key '" + signKey + "', named by 'signKey', cannot be read. Store it once more.");
        }
        throw new AbortException("There is no key '" + signKey
                + "', named by 'signKey', that this build may use. Give '"
                + ControllerKey.NAME + "', or the id of a credential, a secret file or a secret text; those need the "
                + "plugins Credentials and Plain Credentials.");
    }
}

package io.jenkins.plugins.lvm.live;

import io.jenkins.plugins.lvm.verifier.attestation.Checked;
import io.jenkins.plugins.lvm.verifier.attestation.ModelFiles;
import io.jenkins.plugins.lvm.verifier.attestation.ModelSignature;
import io.jenkins.plugins.lvm.verifier.attestation.Refusal;
import io.jenkins.plugins.lvm.verifier.attestation.SignedAttestation;
import io.jenkins.plugins.lvm.verifier.attestation.SigningKey;
import io.jenkins.plugins.lvm.verifier.attestation.TrustedKey;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Keys of tests: signs what a controller attested with one that it does not have, gives it one, and checks what it signed. */
final class SignedElsewhere {
    private SignedElsewhere() {}

    static String with(String attestation, String key) {
        return SignedAttestation.sign(ContractJson.readAttestation(attestation), SigningKey.read(key, "a key"));
    }

    /** Why a model signature is not one of a file or a folder; empty if it is. */
    static Optional<Refusal> refusal(String signature, String key, Path model) {
        Checked<ModelSignature> checked = ModelSignature.read(signature, TrustedKey.read(key, "a key"));
        return checked.refusal()
                .or(() -> Files.isDirectory(model)
                        ? checked.value().refusal(ModelFiles.in(model, List.of()))
                        : checked.value().refusal(model.getFileName().toString(), FileDigest.sha256(model)));
    }

    /** What is said of the only checkpoint of an attestation that this key signed. */
    static Verified read(String attestation, String key) {
        return SignedAttestation.read(attestation, TrustedKey.read(key, "a key"))
                .value()
                .predicate()
                .verifications()
                .get(0);
    }

    /** Keeps a model's key on a controller as {@code p256}, also where the plugin Credentials cannot be. */
    static void keep(ControllerProcess controller, Path key) throws Exception {
        controller.script(
                """
                class ModelKey extends io.jenkins.plugins.lvm.step.SecretSource {
                  io.jenkins.plugins.lvm.step.KeptSecret find(String id, hudson.model.Run run) {
                    id == 'p256' ? new io.jenkins.plugins.lvm.step.KeptSecret(null, new File('%s').text) : null
                  }
                }
                hudson.model.Hudson.instance.getExtensionList(io.jenkins.plugins.lvm.step.SecretSource).add(new ModelKey())
                """
                        .formatted(key));
    }
}

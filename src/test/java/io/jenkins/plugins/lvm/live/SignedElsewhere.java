package io.jenkins.plugins.lvm.live;

import io.jenkins.plugins.lvm.verifier.attestation.Checked;
import io.jenkins.plugins.lvm.verifier.attestation.ModelFiles;
import io.jenkins.plugins.lvm.verifier.attestation.ModelSignature;
import io.jenkins.plugins.lvm.verifier.attestation.Refusal;
import io.jenkins.plugins.lvm.verifier.attestation.SignedAttestation;
import io.jenkins.plugins.lvm.verifier.attestation.SigningKey;
import io.jenkins.plugins.lvm.verifier.attestation.TrustedKey;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Signs what a controller attested with a key that it does not have, and checks what it signed. */
final class SignedElsewhere {
    private SignedElsewhere() {}

    static String with(String attestation, String key) {
        return SignedAttestation.sign(ContractJson.readAttestation(attestation), SigningKey.read(key, "a key"));
    }

    /** Why a model signature is not one of a folder; empty if it is. */
    static Optional<Refusal> refusal(String signature, String key, Path folder) {
        Checked<ModelSignature> checked = ModelSignature.read(signature, TrustedKey.read(key, "a key"));
        return checked.refusal().or(() -> checked.value().refusal(ModelFiles.in(folder, List.of())));
    }
}

package io.jenkins.plugins.lvm.live;

import io.jenkins.plugins.lvm.verifier.attestation.SignedAttestation;
import io.jenkins.plugins.lvm.verifier.attestation.SigningKey;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;

/** Signs what a controller attested with a key that it does not have. */
final class SignedElsewhere {
    private SignedElsewhere() {}

    static String with(String attestation, String key) {
        return SignedAttestation.sign(ContractJson.readAttestation(attestation), SigningKey.read(key, "a key"));
    }
}

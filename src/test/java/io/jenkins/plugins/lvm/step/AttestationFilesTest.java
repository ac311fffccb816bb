package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import hudson.AbortException;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import org.junit.jupiter.api.Test;

class AttestationFilesTest {
    private static final String FILES =
            "[{\"name\": \"model.safetensors\", \"sha256\": \"" + "a".repeat(64) + "\", \"sizeBytes\": 1234}]";

    @Test
    void aModelSignatureIsOfOneFile() {
        JsonObject report = JsonParser.parseString(Reports.json(
                        Reports.verification("/w/other.pt", 0.55, 0.55), Reports.verification("/w/model", 0.55, 0.55)))
                .getAsJsonObject();
        assertThatCode(() -> require(report)).doesNotThrowAnyException();

        report.getAsJsonArray("verifications")
                .get(1)
                .getAsJsonObject()
                .getAsJsonObject("checkpoint")
                .add("files", JsonParser.parseString(FILES));
        assertThatThrownBy(() -> require(report))
                .isInstanceOf(AbortException.class)
                .hasMessage("/w/model is a folder, and here a model signature is written of one file only. "
                        + "Sign the attestation with a key of Ed25519, which signs no model, or sign with lvm-verify.");
    }

    private static void require(JsonObject report) throws AbortException {
        AttestationFiles.requireFiles(ContractJson.readReport(report.toString()));
    }
}

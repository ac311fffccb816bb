package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import java.nio.file.Path;
import java.util.List;

/** What a search for causes finds, whether a gate is missed or not. */
final class SearchedFindings {
    private SearchedFindings() {}

    static List<Finding> of(Path checkpoint, Path data) {
        VerificationResult result = new Verifier(VerificationRequest.of(List.of(checkpoint.toString()), data.toString())
                        .threads(1)
                        .device("cpu")
                        .diagnose("always")
                        .build())
                .verify(new Progress() {});
        assertThat(result.report().errors()).isEmpty();
        return result.report().verifications().get(0).findings();
    }
}

package io.jenkins.plugins.lvm.verifier.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifierExceptionTest {
    @ParameterizedTest
    @EnumSource
    void anErrorWithoutAHintHasThatOfItsReason(Reason reason) {
        VerifierException error = new VerifierException(reason, "It is wrong.");
        assertThat(error.ownHint()).isNull();
        assertThat(error.hint()).isEqualTo(reason.hint()).endsWith(".");
        Problem problem = new Problem("x.pt", reason.exitCode(), error.getMessage(), error.ownHint());
        assertThat(problem.located()).isEqualTo("x.pt: It is wrong. " + reason.hint());
    }

    @Test
    void aHintOfItsOwnComesFirst() {
        assertThat(VerifierException.unreadable("It is cut short.", "Copy it again.")
                        .hint())
                .isEqualTo("Copy it again.");
        assertThat(new Problem(null, Reason.UNREADABLE.exitCode(), "It is cut short.", "Copy it again.").advice())
                .isEqualTo("Copy it again.");
    }

    @Test
    void anUnknownCodeIsAnInternalError() {
        assertThat(new Problem(null, 99, "It is wrong.", null).advice()).isEqualTo(Reason.INTERNAL.hint());
    }
}

package io.jenkins.plugins.lvm.verifier.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.util.List;

/** Facts of which rules make findings. */
abstract class RuleFacts {
    static final double CLAIM = 0.5321437712;
    static final Verification BARE = new Gson().fromJson("{\"gates\":[]}", Verification.class);

    static Facts falls() {
        return facts(gap(0.4321998));
    }

    static Facts meets() {
        return facts(gap(CLAIM + 3e-8));
    }

    static Gap gap(double actual) {
        return new Gap(CLAIM, actual, true, Sampling.UNKNOWN);
    }

    static Facts facts(Gap gap) {
        return new Facts(BARE, gap, List.of());
    }

    static Finding only(List<Finding> findings) {
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }
}

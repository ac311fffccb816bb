package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;

/** What a report means to a shell. */
final class ExitCode {
    private ExitCode() {}

    /** 2 if any verification FAILED, else the first error's code, else 1 if one is UNSTABLE, else 0. */
    static int of(VerificationReport report) {
        if (report.verdict() == Verdict.FAILED) {
            return 2;
        }
        if (!report.errors().isEmpty()) {
            return report.errors().get(0).code();
        }
        return report.verdict() == Verdict.UNSTABLE ? 1 : 0;
    }
}

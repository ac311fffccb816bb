package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.contract.EarlierClaim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a request evidence depends on.
 *
 * @param diagnose how much is looked for
 * @param data file that the request names
 * @param maxSamples rows that are used at most; 0 for all
 * @param namesForward whether the forward definition was asked for by name
 * @param others other checkpoints that may explain this one
 */
public record Asked(String diagnose, String data, int maxSamples, boolean namesForward, Others others) {

    /**
     * Other checkpoints.
     *
     * @param together all of the request
     * @param siblings folder with more of the same training run
     * @param earlier what earlier builds found of others
     * @param baseline that the checkpoint is held against
     * @param baselineProfile what the data was like that an earlier verification ran on; null means those of the baseline's report
     */
    public record Others(
            List<Path> together,
            @Nullable Path siblings,
            List<EarlierClaim> earlier,
            @Nullable BaselineSource baseline,
            @Nullable DataProfile baselineProfile) {}

    /**
     * What a request says of one checkpoint.
     *
     * @param checkpoint its path, as the request names it
     */
    public static Asked of(VerificationRequest request, String checkpoint) {
        return new Asked(
                request.diagnose(),
                request.data(),
                request.maxSamples(),
                request.forward() != null,
                new Others(
                        request.checkpoints().stream().map(Path::of).toList(),
                        request.siblings() == null ? null : Path.of(request.siblings()),
                        request.earlier(),
                        request.baselineOf(checkpoint),
                        request.baselineProfile()));
    }

    /** Whether no cause is to be looked for. */
    boolean isNever() {
        return diagnose.equals("never");
    }
}

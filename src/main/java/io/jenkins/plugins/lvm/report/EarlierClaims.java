package io.jenkins.plugins.lvm.report;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.verifier.contract.EarlierClaim;
import io.jenkins.plugins.lvm.verifier.contract.RecordedPath;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What earlier builds of a job found of its checkpoints, by which a later one is told whose claim or weights it has. */
public final class EarlierClaims {
    private static final Logger LOGGER = Logger.getLogger(EarlierClaims.class.getName());

    private EarlierClaims() {}

    /** Those of the latest builds before this one; each file once on each device, {@value EarlierClaim#MOST} at most. */
    public static List<EarlierClaim> before(Run<?, ?> current) {
        Job<?, ?> job = current.getParent();
        List<HistoryRecord> history = JobHistories.get().read(job);
        List<EarlierClaim> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Set<String> read = new HashSet<>();
        // A result of several checkpoints has a record for each: it is read once.
        for (int i = history.size() - 1;
                i >= 0 && found.size() < EarlierClaim.MOST && read.size() < EarlierClaim.MOST;
                i--) {
            HistoryRecord record = history.get(i);
            if (record.claim() != null
                    && record.build() < current.getNumber()
                    && read.add(record.folder() + "/" + record.id())) {
                for (Verification verification : load(job, record)) {
                    EarlierClaim claim = of(job, record.build(), verification);
                    if (claim != null
                            && found.size() < EarlierClaim.MOST
                            && seen.add(claim.sha256() + claim.device() + claim.rowsDigest())) {
                        found.add(claim);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /** Nothing where a report is gone or damaged: then it tells nothing. */
    private static List<Verification> load(Job<?, ?> job, HistoryRecord record) {
        VerificationStore store = new VerificationStore(
                JobHistories.builds(job).resolve(record.folder()).toFile());
        if (!Files.exists(store.report(record.id()))) {
            return List.of();
        }
        try {
            List<Verification> verifications = store.load(record.id()).verifications();
            verifications.forEach(ReportCheck::requireSound);
            return verifications;
        } catch (IOException | RuntimeException e) {
            LOGGER.log(
                    Level.WARNING,
                    "What " + job.getFullName() + " #" + record.build() + " stored of a verification cannot be read",
                    e);
            return List.of();
        }
    }

    /** Null where there is no claim that was judged. */
    private static @Nullable EarlierClaim of(Job<?, ?> job, int build, Verification verification) {
        Claim claim = verification.claim();
        String rows = verification.data().rowsDigest();
        if (claim == null
                || !claim.supported()
                || rows == null
                || verification.split().isSanity()) {
            return null;
        }
        return new EarlierClaim(
                job.getFullName() + " #" + build + ", "
                        + RecordedPath.fileName(verification.checkpoint().path()),
                verification.checkpoint().sha256(),
                rows,
                verification.model().forwardDefinition(),
                verification.device().used(),
                claim.value(),
                verification.actual().value());
    }
}

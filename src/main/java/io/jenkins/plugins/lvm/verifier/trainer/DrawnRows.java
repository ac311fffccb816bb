package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Split;
import io.jenkins.plugins.lvm.verifier.dataset.AcceptanceSample;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import java.security.SecureRandom;
import java.util.Locale;

/** The rows that a running service is asked for. */
final class DrawnRows {
    private DrawnRows() {}

    /** As many validation rows, drawn at random, as are needed to be certain of a service that answers all of them as it should. */
    static ChosenSplit of(ChosenSplit all, ServiceRequest service) {
        long seed = service.seed() == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : service.seed();
        int population = all.rows().size();
        ValidationRows rows = all.rows().drawn(AcceptanceSample.size(population), seed);
        String reason = String.format(
                Locale.ROOT,
                "%,d of the %,d rows of the %s split, drawn at random",
                rows.size(),
                population,
                all.description().name());
        return new ChosenSplit(
                rows,
                Split.SERVICE,
                new Split(
                        Split.SERVICE,
                        seed,
                        rows.size(),
                        rows.sha256(),
                        false,
                        all.description().mayOverlapTraining(),
                        reason),
                population);
    }
}

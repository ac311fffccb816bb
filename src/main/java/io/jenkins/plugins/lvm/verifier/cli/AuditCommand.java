package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.attestation.Checked;
import io.jenkins.plugins.lvm.verifier.audit.AttestedEvidence;
import io.jenkins.plugins.lvm.verifier.audit.Audit;
import io.jenkins.plugins.lvm.verifier.audit.RowSampler;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.ByMetric;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.RowMetrics;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import io.jenkins.plugins.lvm.verifier.view.SelfCheckText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code lvm-verify audit}: recomputes some rows of what was attested. */
@Command(
        name = "audit",
        description = "Hold an attestation against data and checkpoint: recompute rows that are drawn now.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis =
                "lvm-verify audit --attestation=FILE.json --cosines=FILE.f32 --checkpoint=FILE --data=NPZ [OPTIONS]",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything is as it was attested",
            "2:rows, cosines or their mean are not; or the attestation is not signed with the key",
            "64-71:as for verify"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class AuditCommand implements Callable<Integer> {
    private static final int CONTRADICTED = 2;
    private static final int MOST_SHOWN = 10;
    private static final double[] SHARES = {0.01, 0.05, 0.1};
    private static final double SURE = 0.95;

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private LvmVerify parent;

    @Option(
            names = "--attestation",
            required = true,
            paramLabel = "FILE.json",
            description = "What verify --attest wrote.")
    private Path attestation;

    @Option(
            names = "--cosines",
            required = true,
            paramLabel = "FILE.f32",
            description =
                    "The cosines that verify --report wrote beside its report, or that Jenkins keeps with the build.")
    private Path cosines;

    @Option(
            names = "--metric-values",
            paramLabel = "FILE.f64",
            description =
                    "Where another metric than the cosine was attested: its values, which verify --report wrote beside its report (default: beside the cosines).")
    private @Nullable Path metricValues;

    @Option(
            names = "--row-digests",
            paramLabel = "FILE.sha256",
            description =
                    "What verify --row-digests wrote with the attestation: then no other rows are read than are recomputed.")
    private @Nullable Path rowDigests;

    @Option(
            names = "--checkpoint",
            required = true,
            paramLabel = "FILE",
            description = "The checkpoint that was verified.")
    private Path checkpoint;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "NPZ",
            description = "The sequences that it was verified on.")
    private Path data;

    @Option(
            names = "--rows",
            defaultValue = "50",
            paramLabel = "N",
            description = "How many rows are recomputed (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--audit-seed",
            paramLabel = "N",
            description = "Draw the rows of an earlier audit again (default: rows that nobody can foresee).")
    private @Nullable Long seed;

    @Option(names = "--key", paramLabel = "PUB.pem", description = "Public key of whoever has to have signed.")
    private @Nullable Path key;

    @Override
    public Integer call() {
        if (rows < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--rows is " + rows + ". Give a number of rows, 1 or more.");
        }
        PrintWriter out = spec.commandLine().getOut();
        AttestedEvidence evidence = new AttestedEvidence(attestation, cosines, rowDigests, key);
        Checked<Attestation> signed = evidence.read();
        if (signed.refusal().isPresent()) {
            out.println(
                    "REFUSED  " + attestation + ": " + signed.refusal().get().sentence() + ".");
            return CONTRADICTED;
        }
        List<Verified> all = signed.value().predicate().verifications();
        String sha256 = CheckpointReader.sha256(checkpoint);
        Verified attested = all.stream()
                .filter(verified -> verified.sha256().equalsIgnoreCase(sha256))
                .findFirst()
                .orElseThrow(() -> VerifierException.unreadable(
                        checkpoint + " is not in the attestation: its SHA-256 is " + sha256 + ".",
                        "Name the checkpoint that was attested, unchanged."));
        VerificationRequest request = VerificationRequest.of(List.of(checkpoint.toString()), data.toString())
                .set(SettingOptions.values(spec, Use.AUDIT))
                .forward(attested.forwardDefinition())
                .set(Settings.METRIC, metric(attested))
                .build();
        try (ConsoleProgress progress = ConsoleProgress.forTerminal(out, false, parent.debug());
                Audit audit = Audit.open(attested, request, progress)) {
            float[] stored = evidence.cosines(all, attested);
            Optional<String> contradiction = audit.contradiction(stored, evidence.rowDigests(all, attested));
            ByMetric measured = attested.measured();
            Audit.Values values =
                    measured == null || contradiction.isPresent() ? null : values(evidence, all, attested, measured);
            if (measured != null && values != null) {
                contradiction = audit.contradiction(measured, values);
            }
            if (contradiction.isPresent()) {
                out.println("REFUSED  " + checkpoint + ": " + contradiction.get() + ".");
                return CONTRADICTED;
            }
            Audit.Drawn drawn =
                    audit.draw(stored, values, rows, seed == null ? new SecureRandom().nextLong() : seed, progress);
            print(out, audit, drawn);
            return drawn.agrees() ? 0 : CONTRADICTED;
        }
    }

    /** What targets may be depends on it; null of the cosine, and of a metric that is refused later on. */
    private static @Nullable String metric(Verified attested) {
        ByMetric measured = attested.measured();
        return measured != null && Metrics.isKnown(measured.metric()) ? measured.metric() : null;
    }

    private Audit.Values values(AttestedEvidence evidence, List<Verified> all, Verified attested, ByMetric measured) {
        Metric metric = Metrics.isKnown(measured.metric()) ? Metrics.named(measured.metric()) : null;
        if (metric == null) {
            throw VerifierException.unreadable(
                    "The attestation names the metric " + PrintableText.of(measured.metric())
                            + ", which this version does not know.",
                    "Audit it with the version that wrote it.");
        }
        return new Audit.Values(
                metric,
                evidence.values(
                        metricValues == null ? RowMetrics.besideCosines(cosines) : metricValues, all, attested));
    }

    private void print(PrintWriter out, Audit audit, Audit.Drawn drawn) {
        int count = drawn.rows();
        if (drawn.agrees()) {
            out.printf(
                    Locale.ROOT,
                    "AGREES   %s: %d of %d rows recomputed, largest difference %s (at most %s); seed %d.%n",
                    checkpoint,
                    count,
                    audit.rows(),
                    NumberFormats.small(drawn.largest()),
                    NumberFormats.tolerance(Audit.TOLERANCE),
                    drawn.seed());
            if (audit.rows() < audit.ofRows()) {
                out.printf(
                        Locale.ROOT,
                        "         These are the rows that the verdict rests on, drawn among %d of the split.%n",
                        audit.ofRows());
            }
        } else if (!drawn.others().isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "REFUSED  %s: %d of %d rows drawn are not the ones that were attested, such as row %d; seed %d.%n",
                    checkpoint,
                    drawn.others().size(),
                    count,
                    drawn.others().get(0),
                    drawn.seed());
        } else {
            out.printf(
                    Locale.ROOT,
                    "REFUSED  %s: %d of %d rows drawn have another number than was attested; seed %d.%n",
                    checkpoint,
                    drawn.differences().size(),
                    count,
                    drawn.seed());
            drawn.differences().stream()
                    .limit(MOST_SHOWN)
                    .forEach(difference -> out.printf(
                            Locale.ROOT,
                            "         row %d: %sattested %s, recomputed %s%n",
                            difference.row(),
                            difference.of().isEmpty() ? "" : difference.of() + " ",
                            NumberFormats.precise(difference.stored()),
                            NumberFormats.precise(difference.recomputed())));
        }
        out.println("         " + SelfCheckText.brief(drawn.selfCheck()) + ".");
        for (double share : SHARES) {
            out.printf(
                    Locale.ROOT,
                    "         Had %s of the rows been forged, these %d would have shown it with probability %s.%n",
                    NumberFormats.share(share, 0),
                    count,
                    NumberFormats.share(RowSampler.caught(share, count), 1));
        }
        if (drawn.agrees()) {
            out.printf(
                    Locale.ROOT,
                    "         With probability %s they show that less than %s are forged.%n",
                    NumberFormats.share(SURE, 0),
                    NumberFormats.share(RowSampler.shareCaught(SURE, count), 1));
        }
    }
}

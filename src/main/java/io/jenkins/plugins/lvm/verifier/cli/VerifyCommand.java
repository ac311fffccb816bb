package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.attestation.SigningKey;
import io.jenkins.plugins.lvm.verifier.contract.AtomicFile;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Rows;
import io.jenkins.plugins.lvm.verifier.prediction.GivenPredictions;
import io.jenkins.plugins.lvm.verifier.shard.VerificationPart;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code lvm-verify verify}: checkpoints and data in, verdict out. */
@Command(
        name = "verify",
        description = "Verify checkpoints against the data that they were validated on.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lvm-verify verify --checkpoint=FILE... --data=NPZ [OPTIONS]")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private LvmVerify parent;

    @Mixin
    private RowCacheOptions rowCache;

    @Option(names = "--quiet", description = "Print the closing table only.")
    private boolean quiet;

    @Option(
            names = "--json",
            description = "Print the report as JSON on standard output, and what people read on standard error.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        SettingsFile file = SettingsFile.of(spec, Use.VERIFY);
        SettingValues values = SettingOptions.values(spec, Use.VERIFY, file, Set.of());
        VerificationRequest request =
                SettingOptions.request(spec, Globs.expand(values.getOrDefault(Settings.CHECKPOINT)), values);
        if (values.get(Settings.ATTEST) != null && request.sanity()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--attest needs a whole verification: --sanity judges no claim. Leave out one of them.");
        }
        if (values.get(Settings.ATTEST) != null && GivenPredictions.are(request)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--attest binds what a checkpoint reaches, which anybody can compute again: there is no attestation of predictions."
                            + " Leave out --attest.");
        }
        Metric metric = request.metricEntry();
        if (values.get(Settings.ATTEST) != null && metric != null && metric.rows() instanceof Rows.OfRanks) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--attest binds what each row reaches by itself, and the metric " + metric.name()
                            + " looks for each target among those of all rows: there is no attestation of it. Leave out --attest.");
        }
        if (values.get(Settings.SIGN_KEY) != null && values.get(Settings.ATTEST) == null) {
            throw new ParameterException(
                    spec.commandLine(), "--sign-key signs an attestation: name its file with --attest.");
        }
        SigningKey key = AttestationOutput.key(values.get(Settings.SIGN_KEY));
        Outputs outputs = Outputs.of(spec.commandLine(), request)
                .add("--json", json ? Path.of("-") : null)
                .add(Settings.REPORT, values)
                .add(Settings.HTML, values)
                .add(Settings.JUNIT, values)
                .add(Settings.BOM, values)
                .add(Settings.ATTEST, values)
                .add(Settings.ROW_DIGESTS, values);
        AttestationOutput attestations = AttestationOutput.among(outputs, request, values, key);
        outputs.requireWritable();
        // A run that verifies nothing must not leave an older statement.
        attestations.delete();
        if (request.shard() != null) {
            return part(request, outputs, values.get(Settings.REPORT));
        }
        RowDigestsOutput rowDigests = new RowDigestsOutput(values.get(Settings.ROW_DIGESTS));
        VerificationReport found = new ReportedRun(
                        outputs, quiet, parent.debug(), file == null ? List.of() : file.findings(spec))
                .of(request, rowCache.cache(), rowDigests.taker());
        outputs.write("--row-digests", () -> "", rowDigests::write);
        Instant end = Instant.now();
        outputs.write("--bom", () -> ModelBom.render(found, end));
        Attestation.of(found, end).ifPresent(statement -> attestations.write(found, statement));
        return outputs.exitCode(ExitCode.of(found));
    }

    /** Measures a part of the rows. */
    private int part(VerificationRequest request, Outputs outputs, @Nullable String report) throws IOException {
        if (report == null || AtomicFile.isStream(Path.of(report))) {
            throw new ParameterException(
                    spec.commandLine(), "--shard needs a file for the part. Add --report=part.bin.");
        }
        PrintWriter out = outputs.console();
        VerificationPart part;
        try (ConsoleProgress progress = ConsoleProgress.forTerminal(out, quiet, parent.debug())) {
            part = new Verifier(request, rowCache.cache()).part(progress);
        }
        outputs.write("--report", () -> "", file -> AtomicFile.write(file, part::write));
        out.printf(
                "Part %s: %s of %s rows are measured. Join all parts with 'lvm-verify merge'.%n",
                request.shard(), NumberFormats.count(part.size()), NumberFormats.count(part.allRows()));
        return outputs.exitCode(0);
    }
}

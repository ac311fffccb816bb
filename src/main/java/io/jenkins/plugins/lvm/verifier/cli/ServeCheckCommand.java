package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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

/** {@code lvm-verify serve-check}: does a running service compute what was verified? */
@Command(
        name = "serve-check",
        description = "Hold a running service against a checkpoint, row by row, until the answer is certain.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = {
            "lvm-verify serve-check --url=URL --checkpoint=FILE --data=NPZ [OPTIONS]",
            "lvm-verify serve-check --url=URL --attestation=FILE --cosines=FILE.f32 --data=NPZ [OPTIONS]"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the service computes what the checkpoint's verified definition does",
            "1:it does, but left some rows without a usable answer",
            "2:it computes something else, or does not answer",
            "64-71:as for verify"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class ServeCheckCommand implements Callable<Integer> {
    @Option(
            names = "--attestation",
            paramLabel = "FILE.json",
            description =
                    "Compare with the cosines that verify --attest attested, in place of the checkpoint's predictions; needs --cosines.")
    private @Nullable Path attestation;

    @Option(names = "--cosines", paramLabel = "FILE.f32", description = "The cosines that were attested.")
    private @Nullable Path cosines;

    @Option(
            names = "--row-digests",
            paramLabel = "FILE.sha256",
            description =
                    "What verify --row-digests wrote with the attestation: then only the rows that are sent are read.")
    private @Nullable Path rowDigests;

    @Option(names = "--key", paramLabel = "PUB.pem", description = "Public key of whoever has to have attested.")
    private @Nullable Path key;

    @Option(names = "--quiet", description = "Print the closing table only.")
    private boolean quiet;

    @Mixin
    private RowCacheOptions rowCache;

    @ParentCommand
    private LvmVerify parent;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (attestation != null) {
            return attested(attestation);
        }
        if (cosines != null || rowDigests != null || key != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--cosines, --row-digests and --key belong to an attestation. Add --attestation.");
        }
        SettingValues values = SettingOptions.values(spec, Use.SERVE_CHECK);
        VerificationRequest request = SettingOptions.request(spec, values.getOrDefault(Settings.CHECKPOINT), values);
        Outputs outputs = Outputs.of(spec.commandLine(), request)
                .add(Settings.REPORT, values)
                .add(Settings.HTML, values)
                .add(Settings.JUNIT, values);
        outputs.requireWritable();
        return outputs.exitCode(
                ExitCode.of(new ReportedRun(outputs, quiet, parent.debug(), List.of()).of(request, rowCache.cache())));
    }

    private int attested(Path file) {
        SettingValues values = SettingOptions.values(spec, Use.SERVE_CHECK, null, Set.of(Settings.CHECKPOINT));
        for (Setting<?> output : List.of(Settings.REPORT, Settings.HTML, Settings.JUNIT)) {
            if (values.get(output) != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        output.options().get(0) + " is of a verification, and with --attestation nothing is verified.");
            }
        }
        if (cosines == null) {
            throw new ParameterException(
                    spec.commandLine(), "--attestation needs the cosines that it binds. Write --cosines=FILE.f32.");
        }
        List<String> checkpoints = values.get(Settings.CHECKPOINT);
        VerificationRequest request =
                SettingOptions.request(spec, checkpoints == null ? List.of(file.toString()) : checkpoints, values);
        VerificationRequest rows = VerificationRequest.of(request.checkpoints(), request.data())
                .set(values)
                .service(null)
                .build();
        PrintWriter out = spec.commandLine().getOut();
        try (ConsoleProgress progress = ConsoleProgress.forTerminal(out, quiet, parent.debug())) {
            return new AttestedServiceCheck(new AttestedEvidence(file, cosines, rowDigests, key), out)
                    .run(
                            Objects.requireNonNull(request.service(), "The address is required."),
                            rows,
                            checkpoints == null ? null : Path.of(checkpoints.get(0)),
                            progress);
        }
    }
}

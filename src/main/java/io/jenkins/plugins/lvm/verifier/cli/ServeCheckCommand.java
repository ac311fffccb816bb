package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
        // Where nothing but what was attested of one checkpoint is at hand, the statement stands for it.
        Set<Setting<?>> optional = spec.commandLine()
                        .getParseResult()
                        .hasMatchedOption(Settings.ATTESTATION.options().get(0))
                ? Set.of(Settings.CHECKPOINT)
                : Set.of();
        SettingValues values = SettingOptions.values(spec, Use.SERVE_CHECK, null, optional);
        List<String> checkpoints = values.get(Settings.CHECKPOINT);
        VerificationRequest request = SettingOptions.request(
                spec, checkpoints == null ? List.of(values.getOrDefault(Settings.ATTESTATION)) : checkpoints, values);
        Outputs outputs = Outputs.of(spec.commandLine(), request)
                .add(Settings.REPORT, values)
                .add(Settings.HTML, values)
                .add(Settings.JUNIT, values);
        outputs.requireWritable();
        return outputs.exitCode(
                ExitCode.of(new ReportedRun(outputs, quiet, parent.debug(), List.of()).of(request, rowCache.cache())));
    }
}

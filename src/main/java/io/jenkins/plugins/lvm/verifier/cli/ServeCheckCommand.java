package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import java.io.IOException;
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
        customSynopsis = "lvm-verify serve-check --url=URL --checkpoint=FILE --data=NPZ [OPTIONS]",
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
        SettingValues values = SettingOptions.values(spec, Use.SERVE_CHECK);
        VerificationRequest request = SettingOptions.request(spec, values.getOrDefault(Settings.CHECKPOINT), values);
        Outputs outputs = Outputs.of(spec.commandLine(), request)
                .add(Settings.REPORT, values)
                .add(Settings.HTML, values)
                .add(Settings.JUNIT, values);
        outputs.requireWritable();
        return outputs.exitCode(
                ExitCode.of(new ReportedRun(outputs, quiet, parent.debug()).of(request, rowCache.cache())));
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lvm-verify completion}: a script by which the shell completes commands and options. */
@Command(
        name = "completion",
        description = {
            "Print a script by which the shell completes commands and options.",
            "In bash: source <(lvm-verify completion bash). In zsh: source <(lvm-verify completion zsh)."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class CompletionCommand implements Callable<Integer> {
    /** Shells that it is for. */
    enum Shell {
        BASH,
        ZSH
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell;

    @Override
    public Integer call() {
        String script = AutoComplete.bash("lvm-verify", LvmVerify.commandLine());
        spec.commandLine()
                .getOut()
                .print(
                        shell == Shell.ZSH
                                ? "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
                                        + script
                                : script);
        spec.commandLine().getOut().flush();
        return 0;
    }
}

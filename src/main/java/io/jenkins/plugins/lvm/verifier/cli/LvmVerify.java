package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.MemoryShortage;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.ProductVersion;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.model.NativeMessages;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code lvm-verify} command. */
@Command(
        name = "lvm-verify",
        description = "Redoes a checkpoint's validation and holds the result against what the checkpoint claims.",
        mixinStandardHelpOptions = true,
        versionProvider = LvmVerify.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every checkpoint PASSED",
            "1:a checkpoint is UNSTABLE, none FAILED",
            "2:a checkpoint FAILED",
            "64:wrong usage",
            "65:an input is unreadable, unsupported or refused",
            "66:a file was not found",
            "69:the device is not available",
            "70:an internal error",
            "71:the verifier found itself computing wrongly"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
public final class LvmVerify implements Runnable {
    private static final List<Class<?>> SUBCOMMANDS = List.of(
            VerifyCommand.class,
            ServeCheckCommand.class,
            AlignCommand.class,
            MergeCommand.class,
            WatchCommand.class,
            BisectCommand.class,
            AttestCheckCommand.class,
            AuditCommand.class,
            InspectCommand.class,
            ProbeCommand.class,
            ScoreCommand.class,
            DemoCommand.class,
            CompletionCommand.class,
            AgentCommand.class);
    /** Which settings a subcommand has as options. */
    private static final Map<String, Use> SETTINGS = Map.of(
            "verify", Use.VERIFY,
            "watch", Use.WATCH,
            "bisect", Use.WATCH,
            "align", Use.ALIGN,
            "audit", Use.AUDIT,
            "serve-check", Use.SERVE_CHECK,
            "score", Use.SCORE);

    @Spec
    private CommandSpec spec;

    /** The launcher looks for it, too: {@link MessageFilter}. */
    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error, and what native libraries print.")
    private boolean debug;

    public static void main(String[] args) {
        if (List.of(args).contains("--debug")) {
            NativeMessages.showAll();
        }
        int exitCode = run(printer(System.out), printer(System.err), args);
        MessageFilter.finish();
        System.exit(exitCode);
    }

    /** In the character set of the terminal, or of the system where there is none, as System.out itself prints. */
    @SuppressWarnings("DefaultCharset")
    private static PrintWriter printer(PrintStream stream) {
        return new PrintWriter(stream, true);
    }

    /** Runs one command and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine command = commandLine(args)
                .setExecutionStrategy(LvmVerify::execute)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                // A name that begins with @ is a name, not a file with more arguments.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(LvmVerify::explainUsage)
                .setExecutionExceptionHandler(LvmVerify::explainFailure);
        try {
            Arguments.requireUnambiguous(command, Path.of(""), args);
        } catch (ParameterException e) {
            return explainUsage(e, args);
        }
        return Outputs.exitCode(command.execute(args), out, err);
    }

    /** The command with its subcommands and their options. */
    static CommandLine commandLine() {
        return commandLine(new String[0]);
    }

    /** The same, but where arguments begin with a subcommand, without the others: to make them takes a tenth of a second. */
    private static CommandLine commandLine(String[] args) {
        CommandLine command = new CommandLine(new LvmVerify());
        List<Class<?>> named = args.length == 0
                ? List.of()
                : SUBCOMMANDS.stream()
                        .filter(type -> name(type).equals(args[0]))
                        .toList();
        for (Class<?> type : named.isEmpty() ? SUBCOMMANDS : named) {
            CommandLine subcommand = new CommandLine(type);
            Use use = SETTINGS.get(name(type));
            if (use != null) {
                SettingOptions.addTo(subcommand.getCommandSpec(), use);
            }
            command.addSubcommand(subcommand);
        }
        return command;
    }

    private static String name(Class<?> subcommand) {
        return subcommand.getAnnotation(Command.class).name();
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do: verify, serve-check, watch, bisect, align, attest-check, audit, inspect, probe, score or demo.");
    }

    private static int explainUsage(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        command.getErr().println(problem.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(problem, command.getErr());
        command.getErr().printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
        return Reason.USAGE.exitCode();
    }

    /** Errors end as failures do: left to the virtual machine, they would end with the exit code of UNSTABLE. */
    private static int execute(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError | AssertionError e) {
            throw failed(
                    parsed,
                    MemoryShortage.isBehind(e)
                            ? new VerifierException(
                                    Reason.INTERNAL,
                                    "The memory did not suffice.",
                                    "Give it more, such as by LVM_VERIFY_HEAP=2g.",
                                    e)
                            : new IllegalStateException(e.toString(), e));
        }
    }

    private static CommandLine.ExecutionException failed(ParseResult parsed, Exception failure) {
        return new CommandLine.ExecutionException(parsed.commandSpec().commandLine(), failure.getMessage(), failure);
    }

    private static int explainFailure(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        LvmVerify root = (LvmVerify) command.getCommandSpec().root().userObject();
        if (root.debug) {
            failure.printStackTrace(err);
        }
        if (failure instanceof VerifierException known) {
            err.println(PrintableText.of(known.getMessage() + " " + known.hint()));
            return known.reason().exitCode();
        }
        if (failure instanceof IOException io) {
            err.println(PrintableText.of(IoReason.sentence(io)));
            return Reason.INTERNAL.exitCode();
        }
        err.printf(
                "Internal error: %s.%s%n",
                PrintableText.of(failure.toString()), root.debug ? "" : " Run again with --debug for the details.");
        return Reason.INTERNAL.exitCode();
    }

    /** Whether {@code --debug} was given. */
    boolean debug() {
        return debug;
    }

    /** Reads the version from the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"lvm-verify " + ProductVersion.get()};
        }
    }
}

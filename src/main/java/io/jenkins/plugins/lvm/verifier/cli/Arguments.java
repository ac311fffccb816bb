package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Keeps names of files from becoming options. A shell expands {@code *.pt} to whatever lies in the folder, and a file may be named like
 * an option; whoever can put a file there must not say how it is verified, let alone which library is loaded. So an argument that begins
 * with a dash is an option only if it is one that the command knows and no file here bears that name; everything else is refused before
 * anything is done. A name that begins with {@code @} is a name like any other.
 */
final class Arguments {
    private static final String END_OF_OPTIONS = "--";
    private static final Pattern FLAGS = Pattern.compile("-[hV]+");
    private static final Pattern NUMBER = Pattern.compile("-\\d.*|-\\.\\d.*");

    private final CommandLine root;
    private final Path folder;
    private CommandLine command;
    /** Whether the last option takes as many values as follow. */
    private boolean inList;
    /** What the name before it in that list ends with. */
    private String suffix = "";

    private Arguments(CommandLine root, Path folder) {
        this.root = root;
        this.folder = folder;
        this.command = root;
    }

    /**
     * Refuses arguments of which it cannot be said whether they are options or names.
     *
     * @param folder in which the shell expanded them
     * @throws ParameterException with a sentence for the user
     */
    static void requireUnambiguous(CommandLine root, Path folder, String... arguments) {
        new Arguments(root, folder).check(arguments);
    }

    private void check(String... arguments) {
        for (String argument : arguments) {
            if (argument.equals(END_OF_OPTIONS)) {
                requireNoFile(argument);
                return;
            }
            if (isDashed(argument)) {
                requireNoFile(argument);
                requireOption(argument);
            } else if (inList) {
                suffix = suffix(argument);
            } else if (command == root && root.getSubcommands().containsKey(argument)) {
                command = root.getSubcommands().get(argument);
                if (command.getCommandSpec().userObject() instanceof AgentCommand) {
                    // Its arguments are written by the Jenkins step, which knows no globs, in a folder that others
                    // fill.
                    return;
                }
            }
        }
    }

    /** A lone dash stands for standard output. */
    private static boolean isDashed(String argument) {
        return argument.startsWith("-") && argument.length() > 1;
    }

    private void requireNoFile(String argument) {
        if (Files.exists(folder.resolve(argument), LinkOption.NOFOLLOW_LINKS)) {
            String shown = PrintableText.of(argument);
            throw new ParameterException(
                    command,
                    "'" + shown + "' begins like an option, and is also the name of a file in this folder. Write ./"
                            + shown + " for the file; to use the option, run the command in another folder.");
        }
    }

    private void requireOption(String argument) {
        if (FLAGS.matcher(argument).matches() || NUMBER.matcher(argument).matches()) {
            return;
        }
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        var option = command.getCommandSpec().optionsMap().get(name);
        if (option == null) {
            String shown = PrintableText.of(argument);
            List<String> similar = new UnmatchedArgumentException(command, List.of(name)).getSuggestions();
            throw new ParameterException(
                    command,
                    "'" + shown + "' is not an option of '"
                            + command.getCommandSpec().qualifiedName() + "'. "
                            + (similar.isEmpty() ? "" : "Did you mean " + String.join(" or ", similar) + "? ")
                            + "If it is the name of a file, write ./" + shown + ".");
        }
        if (inList && equals >= 0 && !suffix.isEmpty() && suffix(argument).equals(suffix)) {
            // One of *.pt, it seems; the file may have been removed since the shell saw it.
            throw new ParameterException(
                    command,
                    "'" + argument + "' follows a list of files and may be the name of one. Write ./" + argument
                            + " for the file; for the option, write " + name + " " + argument.substring(equals + 1)
                            + ".");
        }
        inList = equals < 0 && option.arity().max() > 1;
        suffix = "";
    }

    private static String suffix(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    }
}

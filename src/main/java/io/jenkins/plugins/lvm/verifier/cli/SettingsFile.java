package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Group;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Kind;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A YAML file with options by name, by default {@code lvm-verify.yaml} beside the data; what stands on the command line wins. Whoever
 * can write the data can write that file, too: so it cannot say where something is written, whose key signs, or what code is loaded.
 *
 * @param path of the file
 * @param values what it sets, each as it stands there
 */
record SettingsFile(Path path, Map<Setting<?>, Object> values) {
    /** Names a file, or {@code none}. */
    static final String OPTION = "--config";

    private static final String NAME = "lvm-verify.yaml";
    private static final String NONE = "none";
    private static final int LARGEST = 64 << 10;
    private static final int DEEPEST = 4;

    /** What only the command line says, besides all outputs. */
    private static final Set<Setting<?>> COMMAND_LINE_ONLY =
            Set.of(Settings.CHECKPOINT, Settings.DATA, Settings.LIBTORCH);

    /**
     * Reads the file that applies to a command.
     *
     * @throws ParameterException if it holds what is not an option
     * @throws VerifierException if it cannot be read
     */
    static @Nullable SettingsFile of(CommandSpec spec, Use use) {
        var given = spec.commandLine().getParseResult();
        String named = given.matchedOptionValue(OPTION, null);
        String data = given.matchedOptionValue(Settings.DATA.options().get(0), null);
        if (NONE.equals(named) || (named == null && data == null)) {
            return null;
        }
        Path file = named != null ? Path.of(named) : Path.of(data).resolveSibling(NAME);
        if (named == null && !Files.exists(file)) {
            return null;
        }
        return new SettingsFile(file, values(spec, use, file, read(file)));
    }

    private static Map<?, ?> read(Path file) {
        String text = FileSource.readText(file, "YAML", LARGEST);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(0)
                .setCodePointLimit(LARGEST)
                .build();
        try {
            Object loaded = new Load(settings).loadFromString(text);
            if (loaded == null) {
                return Map.of();
            }
            if (loaded instanceof Map<?, ?> map) {
                return map;
            }
        } catch (YamlEngineException | StackOverflowError e) {
            throw new VerifierException(
                    Reason.UNREADABLE,
                    file + " is not YAML: " + firstLine(e) + ".",
                    "Write one option in each line, such as 'metric: mse'.",
                    e);
        }
        throw VerifierException.unreadable(
                file + " does not hold options by name.", "Write one option in each line, such as 'metric: mse'.");
    }

    private static String firstLine(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return FileErrors.printable(message.lines().findFirst().orElse("it cannot be parsed"));
    }

    private static Map<Setting<?>, Object> values(CommandSpec spec, Use use, Path file, Map<?, ?> read) {
        Map<Setting<?>, Object> values = new LinkedHashMap<>();
        read.forEach((key, value) -> {
            String name = FileErrors.printable(String.valueOf(key));
            Setting<?> setting = named(spec, use, file, name);
            Object plain = plain(value, DEEPEST);
            if (plain == null) {
                throw new ParameterException(
                        spec.commandLine(),
                        file + ": " + name + " has no value that an option could have."
                                + " Give a text, a number, true or false, or a list of them.");
            }
            values.put(
                    setting,
                    setting.kind() == Kind.PATH
                            ? file.resolveSibling(plain.toString()).toString()
                            : plain);
        });
        return values;
    }

    private static Setting<?> named(CommandSpec spec, Use use, Path file, String name) {
        String option = "--" + name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        for (Setting<?> setting : Settings.of(use)) {
            if (setting.options().contains(option)) {
                if (setting.group() == Group.OUTPUTS || COMMAND_LINE_ONLY.contains(setting)) {
                    throw new ParameterException(
                            spec.commandLine(),
                            file + ": " + name + " is taken from the command line only. Write " + option + " there.");
                }
                return setting;
            }
        }
        List<String> similar = new UnmatchedArgumentException(spec.commandLine(), List.of(option)).getSuggestions();
        throw new ParameterException(
                spec.commandLine(),
                file + ": '" + name + "' is not an option of '" + spec.qualifiedName() + "'."
                        + (similar.isEmpty()
                                ? " See " + spec.qualifiedName() + " --help."
                                : " Did you mean "
                                        + String.join(" or ", similar).replace("--", "") + "?"));
    }

    /** A text, or a list of texts; null for anything else. */
    private static @Nullable Object plain(@Nullable Object value, int depth) {
        if (value instanceof List<?> list && depth > 0) {
            List<@Nullable Object> items =
                    list.stream().map(item -> plain(item, 0)).toList();
            return items.isEmpty() || items.contains(null) ? null : items;
        }
        return value instanceof String || value instanceof Number || value instanceof Boolean
                ? String.valueOf(value)
                : null;
    }

    /** What it sets that the command line does not. */
    Set<String> applied(CommandSpec spec) {
        var given = spec.commandLine().getParseResult();
        Set<String> applied = new TreeSet<>();
        values.keySet().stream()
                .filter(setting -> !given.hasMatchedOption(setting.options().get(0)))
                .forEach(setting -> applied.add(setting.name()));
        return applied;
    }

    /** What the report says of it. */
    List<Finding> findings(CommandSpec spec) {
        Set<String> applied = applied(spec);
        return applied.isEmpty()
                ? List.of()
                : List.of(new Finding(
                        "SETTINGS_FILE",
                        Severity.INFO,
                        "Settings come from a file",
                        String.join(", ", applied) + " were not given on the command line, and are those of " + path
                                + ".",
                        Map.of("file", path.toString(), "settings", List.copyOf(applied)),
                        null));
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Group;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Kind;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The settings as options of a command, under the headings of their groups. */
final class SettingOptions {
    private static final Pattern DEVICE = Pattern.compile("auto|cpu|mps|cuda(:\\d{1,3})?");

    private SettingOptions() {}

    /** Adds the options that a command has. */
    static void addTo(CommandSpec spec, Use use) {
        List<Setting<?>> settings = Settings.of(use);
        for (Group group : Group.values()) {
            ArgGroupSpec.Builder options = ArgGroupSpec.builder()
                    .heading("%n" + group.heading() + ":%n")
                    .validate(false)
                    .order(group.ordinal());
            settings.stream()
                    .filter(setting -> setting.group() == group)
                    .forEach(setting -> options.addArg(option(setting)));
            if (!options.args().isEmpty()) {
                if (group == Group.DATA && (use == Use.VERIFY || use == Use.WATCH)) {
                    options.addArg(config());
                }
                spec.addArgGroup(options.build());
            }
        }
    }

    private static OptionSpec config() {
        return OptionSpec.builder(SettingsFile.OPTION)
                .paramLabel("FILE.yaml")
                .arity("1")
                .type(String.class)
                .description(
                        "Options by name, but for those of outputs and libraries; what is given here wins, and the report "
                                + "says what came from it. none reads none (default: lvm-verify.yaml beside the data, if there is "
                                + "one).")
                .build();
    }

    private static OptionSpec option(Setting<?> setting) {
        boolean list = setting.kind() == Kind.PATHS;
        OptionSpec.Builder option = OptionSpec.builder(setting.options().toArray(String[]::new))
                .description(setting.summary().replace("%", "%%"))
                .paramLabel(list ? setting.label().replace("...", "") : setting.label());
        if (setting.kind() == Kind.FLAG) {
            return option.arity("0").type(boolean.class).build();
        }
        if (setting.bare() != null) {
            option.arity("0..1").fallbackValue(setting.bare());
        } else {
            option.arity(list ? "1..*" : "1");
        }
        if (setting == Settings.METRIC) {
            option.completionCandidates(List.of(Metrics.names().split(", ")));
        }
        // Names may be given at once, with commas between them, or one at a time.
        boolean several = list || setting.kind() == Kind.NAMES;
        return (several ? option.type(List.class).auxiliaryTypes(String.class) : option.type(String.class)).build();
    }

    /**
     * What was given.
     *
     * @throws ParameterException if a value is wrong
     */
    static SettingValues values(CommandSpec spec, Use use) {
        return values(spec, use, null, Set.of());
    }

    /**
     * What was given, on the command line or else in a file.
     *
     * @param optional what need not be, although the settings ask for it
     * @throws ParameterException if a value is wrong
     */
    static SettingValues values(CommandSpec spec, Use use, @Nullable SettingsFile file, Set<Setting<?>> optional) {
        var given = spec.commandLine().getParseResult();
        SettingValues values = refusing(
                spec,
                () -> SettingValues.of(
                        Settings.of(use),
                        setting -> given.hasMatchedOption(setting.options().get(0)) || file == null
                                ? given.matchedOptionValue(setting.options().get(0), null)
                                : file.values().get(setting)));
        requireDevices(spec, values);
        // Picocli requires nothing of what stands under a heading.
        for (Setting<?> setting : Settings.of(use)) {
            if (setting.isRequired() && !optional.contains(setting) && values.get(setting) == null) {
                throw new ParameterException(
                        spec.commandLine(),
                        setting.options().get(0) + " is missing. Write "
                                + setting.options().get(0) + "=" + setting.label() + ".");
            }
        }
        return values;
    }

    /**
     * What is asked for.
     *
     * @throws ParameterException if the settings contradict each other
     */
    static VerificationRequest request(CommandSpec spec, List<String> checkpoints, SettingValues values) {
        String checkpoint = values.get(Settings.BASELINE);
        String report = values.get(Settings.BASELINE_REPORT);
        if (checkpoint != null && report != null) {
            throw new ParameterException(
                    spec.commandLine(), "--baseline and --baseline-report exclude each other. Give one of them.");
        }
        VerificationRequestBuilder request =
                refusing(spec, () -> VerificationRequest.of(checkpoints, values.getOrDefault(Settings.DATA))
                        .set(values));
        if (checkpoint != null || report != null) {
            request.baselines(List.of(new BaselineSource(null, checkpoint, report, null)));
        }
        request.articles(articles(values));
        return refusing(spec, () -> {
            new GateEvaluator(values.gates());
            return request.build();
        });
    }

    /** Files with the vectors of articles, patterns expanded. */
    static List<String> articles(SettingValues values) {
        List<String> named = values.get(Settings.ARTICLES);
        return named == null ? List.of() : Globs.expand(named);
    }

    /** What is not a device's name is said before anything starts; whether the device is there, once the engine knows. */
    private static void requireDevices(CommandSpec spec, SettingValues values) {
        List<String> asked = new ArrayList<>();
        Stream.of(values.get(Settings.DEVICE)).filter(Objects::nonNull).forEach(asked::add);
        Stream.of(values.get(Settings.DEVICES)).filter(Objects::nonNull).forEach(asked::addAll);
        for (String device : asked) {
            if (!DEVICE.matcher(device).matches()) {
                throw new ParameterException(
                        spec.commandLine(), "'" + device + "' is not a device. Write auto, cpu, cuda, cuda:1 or mps.");
            }
        }
    }

    private static <T> T refusing(CommandSpec spec, Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}

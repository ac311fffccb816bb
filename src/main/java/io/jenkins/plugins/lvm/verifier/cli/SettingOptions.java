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
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The settings as options of a command, under the headings of their groups. */
final class SettingOptions {
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
                spec.addArgGroup(options.build());
            }
        }
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
        return (list ? option.type(List.class).auxiliaryTypes(String.class) : option.type(String.class)).build();
    }

    /**
     * What was given.
     *
     * @throws ParameterException if a value is wrong
     */
    static SettingValues values(CommandSpec spec, Use use) {
        return values(spec, use, Set.of());
    }

    /**
     * What was given.
     *
     * @param optional what need not be, although the settings ask for it
     * @throws ParameterException if a value is wrong
     */
    static SettingValues values(CommandSpec spec, Use use, Set<Setting<?>> optional) {
        var given = spec.commandLine().getParseResult();
        SettingValues values = refusing(
                spec,
                () -> SettingValues.of(
                        Settings.of(use),
                        setting -> given.matchedOptionValue(setting.options().get(0), null)));
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
        return refusing(spec, () -> {
            new GateEvaluator(values.gates());
            return request.build();
        });
    }

    private static <T> T refusing(CommandSpec spec, Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}

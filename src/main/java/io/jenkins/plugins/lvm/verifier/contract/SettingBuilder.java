package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.Setting.Group;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Kind;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Range;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.gate.Gate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says all about one {@link Setting}. */
@SuppressWarnings("NullAway.Init") // The tests of the documents find what an entry does not say.
final class SettingBuilder<T> {
    final String name;
    final Kind kind;
    final String label;

    @Nullable
    String alias;

    @Nullable
    String bare;

    List<String> choices = List.of();

    @Nullable
    Range range;

    @Nullable
    T defaultValue;

    @Nullable
    String defaultText;

    boolean required;
    Group group;
    Set<Use> uses = Set.of();
    String help;
    String summary;

    private SettingBuilder(String name, Kind kind, String label) {
        this.name = name;
        this.kind = kind;
        this.label = label;
    }

    static SettingBuilder<String> text(String name, String label) {
        return new SettingBuilder<>(name, Kind.TEXT, label);
    }

    static SettingBuilder<String> path(String name, String label) {
        return new SettingBuilder<>(name, Kind.PATH, label);
    }

    static SettingBuilder<List<String>> paths(String name, String label) {
        return new SettingBuilder<>(name, Kind.PATHS, label);
    }

    static SettingBuilder<String> folder(String name, String label) {
        return new SettingBuilder<>(name, Kind.FOLDER, label);
    }

    static SettingBuilder<String> choice(String name, String label, List<String> choices) {
        SettingBuilder<String> builder = new SettingBuilder<>(name, Kind.CHOICE, label);
        builder.choices = choices;
        return builder;
    }

    static SettingBuilder<Integer> count(String name, String label) {
        return new SettingBuilder<>(name, Kind.COUNT, label);
    }

    static SettingBuilder<Long> whole(String name, String label) {
        return new SettingBuilder<>(name, Kind.WHOLE, label);
    }

    static SettingBuilder<Double> number(String name, String label, Range range) {
        SettingBuilder<Double> builder = new SettingBuilder<>(name, Kind.NUMBER, label);
        builder.range = range;
        return builder;
    }

    static SettingBuilder<Boolean> flag(String name, boolean otherwise) {
        return new SettingBuilder<Boolean>(name, Kind.FLAG, "").otherwise(otherwise, "`" + otherwise + "`");
    }

    static SettingBuilder<List<String>> names(String name, String label) {
        return new SettingBuilder<>(name, Kind.NAMES, label);
    }

    static SettingBuilder<List<Gate>> gates(String name) {
        return new SettingBuilder<>(name, Kind.GATES, "");
    }

    /** Another option that means the same, and is shown first. */
    SettingBuilder<T> alias(String option) {
        alias = option;
        return this;
    }

    /** What the option means without a value. */
    SettingBuilder<T> bare(String value) {
        bare = value;
        return this;
    }

    /** What applies where nothing is set, and how that is told. */
    SettingBuilder<T> otherwise(T value, String told) {
        defaultValue = value;
        defaultText = told;
        return this;
    }

    /** How it is told what applies where nothing is set, which is decided from the evidence. */
    SettingBuilder<T> otherwise(String told) {
        defaultText = told;
        return this;
    }

    SettingBuilder<T> required() {
        required = true;
        return this;
    }

    /** What the step's form and document say, but for the default. */
    SettingBuilder<T> help(String text) {
        help = text;
        return this;
    }

    /** What {@code --help} says, but for choices, default and full stop. */
    SettingBuilder<T> summary(Group heading, String text) {
        group = heading;
        summary = text;
        return this;
    }

    /** The setting. */
    Setting<T> of(Use... who) {
        uses = Set.of(who);
        return new Setting<>(this);
    }
}

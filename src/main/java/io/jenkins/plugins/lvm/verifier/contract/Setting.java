package io.jenkins.plugins.lvm.verifier.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a verification: all that is to be said of it. Command line, build step, form, checks and documents follow from its
 * entry in {@link Settings}.
 *
 * @param <T> what its value is
 */
public final class Setting<T> {
    /** Who has a setting. A freestyle build step has what the Pipeline step has. */
    public enum Use {
        JENKINS,
        VERIFY,
        WATCH,
        ALIGN,
        AUDIT,
        SERVE_CHECK,
        SCORE,
        /** The build step that checks a running service. */
        SERVICE_STEP
    }

    /** Under which heading {@code --help} shows it. */
    public enum Group {
        DATA("Data"),
        MODEL("Model and service"),
        SERVICE("The running service"),
        CHECKS("What is looked at"),
        THRESHOLDS("Thresholds"),
        DEVICE("Device"),
        OUTPUTS("Outputs (a dash stands for standard output)");

        private final String heading;

        Group(String heading) {
            this.heading = heading;
        }

        public String heading() {
            return heading;
        }
    }

    /** What its value may be. */
    public enum Kind {
        TEXT,
        /** A file; in Jenkins it may be relative to the workspace. */
        PATH,
        /** A folder of the machine that verifies. */
        FOLDER,
        /** One of {@link Setting#choices()}. */
        CHOICE,
        /** A number that counts something; 0 leaves it to the default. */
        COUNT,
        /** A whole number. */
        WHOLE,
        /** A number within a range. */
        NUMBER,
        FLAG,
        /** Names, with commas between them. */
        NAMES,
        PATHS,
        /** Gates with a metric, a threshold and a criticality. */
        GATES
    }

    /** Defaults that {@code --help} need not tell. */
    private static final Set<String> OBVIOUS = Set.of("none", "`false`");

    private final String name;
    private final Kind kind;
    private final String label;
    private final @Nullable String alias;
    private final @Nullable String bare;
    private final List<String> choices;
    private final @Nullable Range range;
    private final @Nullable T defaultValue;
    private final @Nullable String defaultText;
    private final boolean required;
    private final Group group;
    private final Set<Use> uses;
    private final String help;
    private final String summary;

    /**
     * The numbers that are taken.
     *
     * @param open whether the ends themselves are refused
     */
    record Range(double low, double high, boolean open) {
        private boolean contains(double value) {
            return open ? value > low && value < high : value >= low && value <= high;
        }

        private String words() {
            return plain(low) + " and " + plain(high);
        }

        private static String plain(double value) {
            return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
        }
    }

    Setting(SettingBuilder<T> from) {
        name = from.name;
        kind = from.kind;
        label = from.label;
        alias = from.alias;
        bare = from.bare;
        choices = List.copyOf(from.choices);
        range = from.range;
        defaultValue = from.defaultValue;
        defaultText = from.defaultText;
        required = from.required;
        group = from.group;
        uses = Set.copyOf(from.uses);
        help = from.help;
        summary = from.summary;
    }

    /** In camel case: the step's parameter. */
    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    /** In kebab case: the command line's options, the usual one first. */
    public List<String> options() {
        String option = "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return alias == null ? List.of(option) : List.of(alias, option);
    }

    /** What {@code --help} shows in place of the value. */
    public String label() {
        return label;
    }

    /** What the option means without a value; null where it needs one. */
    public @Nullable String bare() {
        return bare;
    }

    /** What may be chosen, the default first unless there is none; empty where that is not limited. */
    public List<String> choices() {
        return choices;
    }

    /** Whether it has to be given. */
    public boolean isRequired() {
        return required;
    }

    /** Whether values may be wrong by themselves. */
    public boolean isBounded() {
        return range != null || kind == Kind.COUNT || kind == Kind.WHOLE;
    }

    /** What applies where nothing is set; null where that is decided from the evidence. */
    public @Nullable T defaultValue() {
        return defaultValue;
    }

    /** A value, else what applies where nothing is set; for settings that are required or have a default. */
    public T orDefault(@Nullable T value) {
        return value == null ? Objects.requireNonNull(defaultValue, name) : value;
    }

    /** Whether a text says no more than what applies anyway. */
    public boolean isDefault(String text) {
        return defaultText != null && defaultText.replace("`", "").equals(text);
    }

    public Group group() {
        return group;
    }

    public boolean isFor(Use use) {
        return uses.contains(use);
    }

    /** What the step's form and document say: sentences with names between backticks. */
    public String help() {
        return help + (defaultText == null ? "" : " Default: " + defaultText + ".");
    }

    /** What {@code --help} says. */
    public String summary() {
        String chosen = choices.isEmpty() ? "" : String.join("|", choices) + ": ";
        String otherwise = defaultText == null || OBVIOUS.contains(defaultText)
                ? ""
                : " (default: " + defaultText.replace("`", "") + ")";
        return chosen + summary + otherwise + ".";
    }

    /**
     * The value that something stands for: a text as users write it, or what a form, a file or an older version made of it.
     *
     * @return null if it sets nothing
     * @throws IllegalArgumentException if it is wrong; the message is for the user
     */
    public @Nullable T convert(@Nullable Object raw) {
        if (raw == null || (raw instanceof String text && text.isBlank())) {
            return null;
        }
        @SuppressWarnings("unchecked")
        T value = (T)
                switch (kind) {
                    case TEXT, PATH, FOLDER -> raw.toString().trim();
                    case CHOICE -> choice(raw.toString().trim().toLowerCase(Locale.ROOT));
                    case COUNT -> count(raw);
                    case WHOLE ->
                        raw instanceof Number number ? (Long) number.longValue() : (Long) whole(raw.toString());
                    case NUMBER -> number(raw);
                    case FLAG -> Boolean.valueOf(raw.toString());
                    case NAMES -> names((Iterable<?>) (raw instanceof String text ? List.of(text) : raw));
                    case PATHS -> raw instanceof String text ? List.of(text.trim()) : List.copyOf((List<?>) raw);
                    case GATES -> List.copyOf((List<?>) raw);
                };
        return value;
    }

    private String choice(String value) {
        if (!choices.contains(value)) {
            throw new IllegalArgumentException(
                    "'" + value + "' is not a " + name + "; choose one of " + String.join(", ", choices) + ".");
        }
        return value;
    }

    private @Nullable Integer count(Object raw) {
        long value = raw instanceof Number number ? number.longValue() : whole(raw.toString());
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " is " + value
                    + ", and must not be negative; give a number up to " + Integer.MAX_VALUE + ".");
        }
        return value == 0 ? null : (Integer) (int) value;
    }

    private long whole(String text) {
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text.trim() + "' is not a whole number; write " + name + " like 42.", e);
        }
    }

    private Double number(Object raw) {
        double value;
        try {
            value = raw instanceof Number number
                    ? number.doubleValue()
                    : Double.parseDouble(raw.toString().trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + raw.toString().trim() + "' is not a number; write " + name + " like 0.05.", e);
        }
        if (range != null && !range.contains(value)) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; give a number between " + range.words() + ".");
        }
        return value;
    }

    private @Nullable List<String> names(Iterable<?> entries) {
        List<String> names = new ArrayList<>();
        for (Object entry : entries) {
            for (String one : entry.toString().split(",")) {
                if (!one.isBlank()) {
                    names.add(one.trim());
                }
            }
        }
        if (Set.copyOf(names).size() < names.size()) {
            throw new IllegalArgumentException(
                    name + " names " + String.join(", ", names) + ": one of them twice. Name each once.");
        }
        return names.isEmpty() ? null : List.copyOf(names);
    }

    @Override
    public String toString() {
        return name;
    }
}

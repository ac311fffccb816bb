package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.Inspection;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lvm-verify inspect}: what is in a file. */
@Command(
        name = "inspect",
        description = "Tell what is in a checkpoint or an npz: which forward definitions fit, where the claim is.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class InspectCommand implements Callable<Integer> {
    private static final int LABEL_WIDTH = 18;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Checkpoints or npz files.")
    private List<String> files;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** The plugin's, which asks for people who may see that folder only. */
    @Option(names = "--within", hidden = true, paramLabel = "FOLDER", description = "Read nothing outside of it.")
    private @Nullable Path within;

    @Override
    public Integer call() {
        List<Path> named = Globs.expand(files).stream().map(Path::of).toList();
        if (within != null) {
            Enclosure enclosure = new Enclosure(within);
            named.forEach(enclosure::require);
        }
        List<Map<String, Object>> all = named.stream().map(Inspection::of).toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ContractJson.render(all.size() == 1 ? all.get(0) : all));
            return 0;
        }
        for (int i = 0; i < all.size(); i++) {
            if (i > 0) {
                out.println();
            }
            all.get(i).forEach((name, value) -> print(out, words(name), value));
        }
        return 0;
    }

    private static void print(PrintWriter out, String label, @Nullable Object value) {
        if (value == null
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty())) {
            return;
        }
        if (value instanceof List<?> list && list.get(0) instanceof Map) {
            line(out, label, "");
            list.forEach(item -> out.println("  " + PrintableText.of(flat((Map<?, ?>) item))));
        } else if (value instanceof Map<?, ?> map) {
            line(out, label, flat(map));
        } else {
            line(out, label, show(value));
        }
    }

    private static void line(PrintWriter out, String label, String text) {
        out.println((label + " ".repeat(Math.max(1, LABEL_WIDTH - label.length())) + PrintableText.of(text))
                .stripTrailing());
    }

    /** The first value by itself, the others with their names, absent ones left out. */
    private static String flat(Map<?, ?> map) {
        StringBuilder text = new StringBuilder();
        map.forEach((name, value) -> {
            if (value == null || (value instanceof List<?> list && list.isEmpty()) || Boolean.FALSE.equals(value)) {
                return;
            }
            if (name.equals("name") || name.equals("metric")) {
                text.append(value);
            } else {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(words(name.toString()))
                        .append(' ')
                        .append(show(value));
            }
        });
        return text.toString();
    }

    private static String show(Object value) {
        if (value instanceof List<?> list) {
            return String.join(
                    list.stream().allMatch(Number.class::isInstance) ? "×" : ", ",
                    list.stream().map(String::valueOf).toList());
        }
        return value instanceof Number number && !(value instanceof Double)
                ? NumberFormats.count(number)
                : String.valueOf(value);
    }

    /** {@code parameterCount} as "parameter count". */
    private static String words(String name) {
        return name.contains("_")
                ? name
                : name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}

package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Configuration;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was done otherwise than for the baseline, as both checkpoints record it. */
public final class TrainingChanges {
    private static final int MOST_ENTRIES = 500;
    private static final int MOST_TENSORS = 2000;
    private static final int DEEPEST = 4;
    private static final int MOST_SHOWN = 40;
    private static final String ABSENT = "(not recorded)";

    private TrainingChanges() {}

    /**
     * What a checkpoint records, made fit for a report.
     *
     * @param args the trainer's arguments
     * @param config what else it says of its configuration
     * @param shapes by name of the tensor
     */
    public static Configuration recorded(
            Map<String, Object> args, Map<String, Object> config, Map<String, long[]> shapes) {
        Map<String, String> sizes = new LinkedHashMap<>();
        shapes.entrySet().stream()
                .limit(MOST_TENSORS)
                .forEach(tensor -> sizes.put(Causes.text(tensor.getKey()), size(tensor.getValue())));
        return new Configuration(flat(args), flat(config), sizes);
    }

    private static String size(long[] shape) {
        return shape.length == 0
                ? "scalar"
                : Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("×"));
    }

    private static Map<String, Object> flat(Map<?, ?> map) {
        Map<String, Object> flat = new LinkedHashMap<>();
        flatten("", map, DEEPEST, flat);
        return flat;
    }

    private static void flatten(String prefix, Map<?, ?> map, int depth, Map<String, Object> flat) {
        map.forEach((key, value) -> {
            String name = Causes.text(prefix + key);
            if (flat.size() >= MOST_ENTRIES) {
                return;
            }
            if (value instanceof Map<?, ?> nested && depth > 1) {
                flatten(name + ".", nested, depth - 1, flat);
            } else {
                flat.put(name, Causes.plain(value));
            }
        });
    }

    /**
     * Lists what differs.
     *
     * @param regressed whether the checkpoint fell further below its baseline than it may
     */
    public static Optional<Finding> finding(
            Configuration ours, Configuration theirs, String baseline, boolean regressed) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        List<String> parts = new ArrayList<>();
        compare("args", ours.args(), theirs.args(), evidence, parts);
        compare("config", ours.config(), theirs.config(), evidence, parts);
        compare("shapes", ours.shapes(), theirs.shapes(), evidence, parts);
        if (evidence.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Causes.finding(
                Cause.CONFIGURATION,
                regressed ? Severity.WARNING : Severity.INFO,
                "Trained otherwise than the baseline",
                "Against " + Causes.text(baseline) + ", " + String.join("; ", parts) + "."
                        + (regressed ? " One of these may be why it is worse." : ""),
                evidence,
                null));
    }

    private static void compare(
            String what, Map<String, ?> ours, Map<String, ?> theirs, Map<String, Object> evidence, List<String> parts) {
        TreeSet<String> names = new TreeSet<>(ours.keySet());
        names.addAll(theirs.keySet());
        List<String> differing = names.stream()
                .filter(name -> !same(ours.get(name), theirs.get(name)))
                .toList();
        if (differing.isEmpty()) {
            return;
        }
        differing.stream()
                .limit(MOST_SHOWN)
                .forEach(name -> evidence.put(
                        what + "." + name, Map.of("baseline", shown(theirs.get(name)), "now", shown(ours.get(name)))));
        parts.add(differing.size()
                + (differing.size() == 1 ? " entry of " : " entries of ")
                + what
                + (differing.size() == 1 ? " differs: " : " differ: ")
                + Causes.some(differing));
    }

    private static Object shown(@Nullable Object value) {
        return value == null ? ABSENT : value;
    }

    /** A report that was read holds every number as a double. */
    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return (one instanceof Number a && other instanceof Number b)
                ? a.doubleValue() == b.doubleValue()
                : Objects.equals(one, other);
    }
}

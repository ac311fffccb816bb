package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Histogram;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A report as it can be shown, whoever wrote or damaged it: every text has nothing hidden in it (see {@link PrintableText}), every part
 * that a view looks at is there, no list has gaps, and a histogram that cannot be drawn has no bins. All views start from this. It is
 * made by walking the records of the contract, so that what is added to them is covered.
 */
public final class PresentableReport {
    private static final int LONGEST_TEXT = 20_000;

    /** Records that may be missing: views ask for them. */
    static final Set<String> OPTIONAL = Set.of(
            "configuration",
            "rowsApart",
            "forwardOnnx",
            "probe",
            "claim",
            "measured",
            "dataProfile",
            "serving",
            "servingWeights",
            "loading",
            "overlap",
            "naivePredictors",
            "baseline",
            "heldOut",
            "retrieval",
            "risk",
            "interval",
            "diagnosis",
            "alignment",
            "service",
            "selfCheck",
            "latency",
            "first",
            "worst",
            "outOfDistribution",
            "legacy",
            "corrected");

    private PresentableReport() {}

    /** The report to be shown. */
    public static VerificationReport of(VerificationReport report) {
        return (VerificationReport) record(report, VerificationReport.class);
    }

    /** The verification to be shown. */
    public static Verification of(Verification verification) {
        return (Verification) record(verification, Verification.class);
    }

    /** The alignment to be shown. */
    public static Alignment of(Alignment alignment) {
        return (Alignment) record(alignment, Alignment.class);
    }

    /** A record of the same kind; one without anything in it for null. */
    private static Object record(@Nullable Object original, Class<?> type) {
        if (original instanceof Histogram histogram && !histogram.isSound()) {
            return new Histogram(-1, 1, List.of());
        }
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                Object value =
                        original == null ? null : components[i].getAccessor().invoke(original);
                values[i] = component(value, components[i]);
            }
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Records can be taken apart and put together.", e);
        }
    }

    private static @Nullable Object component(@Nullable Object value, RecordComponent component) {
        Class<?> type = component.getType();
        if (value != null) {
            return shown(value);
        }
        if (type.isRecord() && !OPTIONAL.contains(component.getName())) {
            return record(null, type);
        }
        if (type == List.class) {
            return List.of();
        }
        if (type == Map.class) {
            return Map.of();
        }
        return type.isPrimitive() ? zero(type) : null;
    }

    private static Object zero(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        return type == long.class ? (Object) 0L : (Object) 0.0;
    }

    private static Object shown(Object value) {
        if (value instanceof String text) {
            return PrintableText.of(text, LONGEST_TEXT);
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .filter(PresentableReport::isWhole)
                    .map(PresentableReport::shown)
                    .toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> shown = new LinkedHashMap<>();
            map.forEach((key, element) -> shown.put(
                    PrintableText.of(String.valueOf(key), LONGEST_TEXT), element == null ? null : shown(element)));
            return shown;
        }
        return value.getClass().isRecord() ? record(value, value.getClass()) : value;
    }

    /** A gate without one of its words says nothing. */
    private static boolean isWhole(@Nullable Object element) {
        return Objects.nonNull(element)
                && !(element instanceof GateOutcome gate
                        && (gate.metric() == null || gate.criticality() == null || gate.outcome() == null));
    }
}

package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.pickle.Attributes;
import io.jenkins.plugins.lvm.verifier.format.pickle.Bystander;
import io.jenkins.plugins.lvm.verifier.format.pickle.NumpyArray;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickledSet;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickledValues;
import io.jenkins.plugins.lvm.verifier.format.pickle.Tuple;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a pickle made into plain immutable values: {@code Map<String, Object>} in file order, {@code List}, {@code String},
 * {@code Long}, {@code Double}, {@code Boolean}, null, and {@link TensorSummary} in place of tensors.
 *
 * <p>Shared values are converted once, yet counted wherever they appear: the result, written out as a tree, is bounded.
 */
final class PlainValues {
    /** Characters of text that weigh as much as one value. */
    private static final int CHARACTERS_PER_NODE = 64;

    private final ReadLimits limits;
    private final FileErrors subject;
    private final Map<Object, Converted> done = new IdentityHashMap<>();

    private PlainValues(final ReadLimits limits, final FileErrors subject) {
        this.limits = limits;
        this.subject = subject;
    }

    /** A value, null for None, and how many nodes it has as a tree. The record's equality is not used. */
    private record Converted(@Nullable Object value, long nodes) {}

    /**
     * @throws VerifierException if the value contains itself, is nested too deeply or too large as a tree
     */
    static @Nullable Object of(@Nullable Object value, final ReadLimits limits, final FileErrors subject) {
        return new PlainValues(limits, subject).convert(value, 0).value();
    }

    private Converted convert(@Nullable Object value, final int depth) {
        if (value != null && isContainer(value)) {
            if (done.containsKey(value)) {
                final Converted known = done.get(value);
                if (known == null && value instanceof Bystander) {
                    return leaf(value);
                }
                if (known == null) {
                    throw subject.refused("holds a value that contains itself, which is not supported.");
                }
                return known;
            }
            if (depth >= limits.tree().depth()) {
                throw PickledValues.tooDeep(subject, limits.tree().depth());
            }
            done.put(value, null);
            final Converted converted = container(value, depth);
            done.put(value, converted);
            return converted;
        }
        return leaf(value);
    }

    private static boolean isContainer(Object value) {
        return value instanceof Map
                || value instanceof List
                || value instanceof Tuple
                || value instanceof PickledSet
                || value instanceof Attributes
                || (value instanceof Bystander bystander
                        && !bystander.attributes().isEmpty());
    }

    private static List<?> items(Object value) {
        if (value instanceof Tuple tuple) {
            return tuple.items();
        }
        return value instanceof PickledSet set ? set.items() : (List<?>) value;
    }

    private Converted container(final Object value, final int depth) {
        if (value instanceof Attributes attributes) {
            return convert(attributes.values(), depth + 1);
        }
        if (value instanceof Bystander bystander) {
            return convert(bystander.attributes(), depth + 1);
        }
        if (value instanceof Map<?, ?> map) {
            final Map<String, Object> result = new LinkedHashMap<>();
            long nodes = 1;
            for (final Map.Entry<?, ?> entry : map.entrySet()) {
                final String key = (String) entry.getKey();
                final Converted item = convert(entry.getValue(), depth + 1);
                nodes = sum(nodes, textNodes(key) + item.nodes());
                result.put(key, item.value());
            }
            return new Converted(Collections.unmodifiableMap(result), nodes);
        }
        final List<?> items = items(value);
        final List<Object> result = new ArrayList<>(items.size());
        long nodes = 1;
        for (final Object item : items) {
            final Converted converted = convert(item, depth + 1);
            nodes = sum(nodes, converted.nodes());
            result.add(converted.value());
        }
        return new Converted(Collections.unmodifiableList(result), nodes);
    }

    private long sum(final long nodes, final long more) {
        if (nodes + more > limits.tree().nodes()) {
            throw PickledValues.tooMany(subject, limits.tree().nodes());
        }
        return nodes + more;
    }

    private Converted leaf(@Nullable Object value) {
        if (value instanceof String text) {
            return new Converted(text, textNodes(text));
        }
        if (value == null || value instanceof Long || value instanceof Double || value instanceof Boolean) {
            return new Converted(value, 1);
        }
        if (value instanceof Tensor tensor) {
            return new Converted(tensor.summary(), 1 + tensor.shape().length);
        }
        if (value instanceof NumpyArray array) {
            final Object plain = array.plain();
            return plain instanceof List<?> list ? new Converted(list, sum(1, list.size())) : leaf(plain);
        }
        if (value instanceof BigInteger integer) {
            return leaf(integer.toString());
        }
        return leaf(PickledValues.kind(value));
    }

    private static long textNodes(final String text) {
        return 1L + text.length() / CHARACTERS_PER_NODE;
    }
}

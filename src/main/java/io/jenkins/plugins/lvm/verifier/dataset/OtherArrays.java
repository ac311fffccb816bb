package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile.NamedArray;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Arrays of a file that are not contexts and targets as trainers write them, but may be what somebody's own model reads and predicts.
 *
 * @param misfit why they are not contexts and targets of vectors under the usual names
 * @param rows that most of the arrays have
 * @param inputs names of arrays of numbers with so many rows
 * @param targets those of them that have one number or one vector for each row
 */
public record OtherArrays(String misfit, long rows, List<String> inputs, List<String> targets) {
    private static final int TARGET_DIMENSIONS = 2;

    public OtherArrays {
        inputs = List.copyOf(inputs);
        targets = List.copyOf(targets);
    }

    /**
     * Looks for them. Reads no row.
     *
     * @return empty if the file holds contexts and targets as they usually are, or nothing that a model could read and predict
     */
    public static Optional<OtherArrays> in(ArrayFile file) {
        try {
            SequenceArrays.in(file, DataKeys.USUAL);
            return Optional.empty();
        } catch (VerifierException misfit) {
            return in(file, misfit.getMessage());
        }
    }

    private static Optional<OtherArrays> in(ArrayFile file, String misfit) {
        Set<String> known = new HashSet<>(ColumnReader.NAMES);
        Map<Long, List<NamedArray>> byRows = file.keys().stream()
                .filter(key -> !known.contains(key))
                .sorted()
                .flatMap(key -> file.array(key).stream())
                .filter(OtherArrays::holdsRows)
                .collect(Collectors.groupingBy(array -> array.header().shape().get(0)));
        return byRows.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .max(Comparator.comparing((Map.Entry<Long, List<NamedArray>> entry) ->
                                entry.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .map(entry -> new OtherArrays(
                        misfit,
                        entry.getKey(),
                        names(entry.getValue(), Integer.MAX_VALUE),
                        names(entry.getValue(), TARGET_DIMENSIONS)))
                .filter(found -> !found.targets.isEmpty());
    }

    private static boolean holdsRows(NamedArray array) {
        List<Long> shape = array.header().shape();
        return array.header().type().filter(NumpyType::isNumber).isPresent()
                && !shape.isEmpty()
                && shape.stream().allMatch(size -> size > 0);
    }

    private static List<String> names(List<NamedArray> arrays, int dimensions) {
        return arrays.stream()
                .filter(array -> array.header().shape().size() <= dimensions)
                .map(NamedArray::key)
                .toList();
    }
}

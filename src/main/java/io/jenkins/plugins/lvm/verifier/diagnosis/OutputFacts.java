package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * What the judging definition's predictions are like.
 *
 * @param concentration squared norm of the mean of the unit predictions: 1 if all are the same vector
 * @param positions places in the context that predictions were held against, 0 being the oldest vector
 * @param similarity mean cosine with the vector at each of these places; the last one is the context's last vector
 */
public record OutputFacts(double concentration, List<Integer> positions, List<Double> similarity) {

    public OutputFacts {
        positions = List.copyOf(positions);
        similarity = List.copyOf(similarity);
    }

    double similarityToOldest() {
        return similarity.get(0);
    }

    double similarityToLast() {
        return similarity.get(similarity.size() - 1);
    }
}

package io.jenkins.plugins.lvm.verifier.diagnosis;

import org.jspecify.annotations.Nullable;

/**
 * What the service predicts, held row by row against what the trainer's definition predicts.
 *
 * @param trained the trainer's definition
 * @param served the service's definition, or the file with its predictions
 * @param rows how their predictions compare
 * @param equivalent name of the fitting definition that predicts what the service does; null if none is known to
 */
public record ServingFacts(Side trained, Side served, Rows rows, @Nullable String equivalent) {

    /**
     * One of the two that are compared.
     *
     * @param name of the definition, or of the file
     * @param value mean cosine with the targets that it reaches
     */
    public record Side(String name, double value) {}

    /**
     * The comparison of the two predictions for each row.
     *
     * @param compared how many rows
     * @param tolerance cosine of the two predictions from which on a row is the same
     * @param differing rows below that
     * @param first the first differing row in evaluation order
     * @param worst the row with the lowest cosine
     * @param meanCosine mean over rows of the cosine of the two predictions
     */
    public record Rows(
            long compared, double tolerance, long differing, @Nullable Row first, Row worst, double meanCosine) {}

    /**
     * A row.
     *
     * @param position its place in evaluation order
     * @param row its number in the file
     * @param cosine of the two predictions for it
     */
    public record Row(long position, long row, double cosine) {}
}

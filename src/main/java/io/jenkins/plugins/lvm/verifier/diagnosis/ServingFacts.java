package io.jenkins.plugins.lvm.verifier.diagnosis;

/**
 * What the service predicts, held row by row against what the trainer's definition predicts.
 *
 * @param trained name of the trainer's definition
 * @param served name of the service's definition, or of the file with its predictions
 * @param rows how many rows were compared
 * @param tolerance cosine of the two predictions from which on a row is the same
 * @param differing rows below that
 * @param first the first differing row in evaluation order; null if there is none
 * @param worst the row with the lowest cosine
 * @param meanCosine mean over rows of the cosine of the two predictions
 * @param trainedValue mean cosine with the targets that the trainer's definition reaches
 * @param servedValue the same for the service
 * @param equivalent name of the fitting definition that predicts what the service does; null if none is known to
 */
public record ServingFacts(
        String trained,
        String served,
        long rows,
        double tolerance,
        long differing,
        Row first,
        Row worst,
        double meanCosine,
        double trainedValue,
        double servedValue,
        String equivalent) {

    /**
     * A row.
     *
     * @param position its place in evaluation order
     * @param row its number in the file
     * @param cosine of the two predictions for it
     */
    public record Row(long position, long row, double cosine) {}
}

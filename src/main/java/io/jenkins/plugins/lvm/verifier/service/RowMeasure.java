package io.jenkins.plugins.lvm.verifier.service;

/**
 * How far the service's prediction s is from the verified definition's v, in float64. Of a service that keeps the length of its
 * predictions, the relative difference ‖s − v‖ / ‖v‖; of one that scales them to unit length, the same of both directions, ‖s/‖s‖ −
 * v/‖v‖‖, which is √(2 − 2·cosine) without its cancellation.
 */
enum RowMeasure {
    RELATIVE("‖s − v‖ / ‖v‖"),
    DIRECTION("‖s/‖s‖ − v/‖v‖‖");

    private final String formula;

    RowMeasure(String formula) {
        this.formula = formula;
    }

    String formula() {
        return formula;
    }

    /**
     * The difference; infinity where the verified prediction is zero or not finite.
     *
     * @param served finite, and not zero
     * @param verified the first of its components are compared
     */
    double difference(double[] served, float[] verified) {
        double servedNorm = norm(served);
        double verifiedNorm = norm(verified, served.length);
        if (!(verifiedNorm > 0) || !Double.isFinite(verifiedNorm)) {
            return Double.MAX_VALUE;
        }
        double servedScale = this == RELATIVE ? 1 / verifiedNorm : 1 / servedNorm;
        double squares = 0;
        for (int i = 0; i < served.length; i++) {
            double difference = served[i] * servedScale - verified[i] / verifiedNorm;
            squares += difference * difference;
        }
        return Math.min(Double.MAX_VALUE, Math.sqrt(squares));
    }

    /** The cosine of both; 0 where the verified prediction is zero or not finite. */
    static double cosine(double[] served, float[] verified) {
        double product = 0;
        for (int i = 0; i < served.length; i++) {
            product += served[i] * verified[i];
        }
        double norms = norm(served) * norm(verified, served.length);
        return norms > 0 && Double.isFinite(norms) ? Math.max(-1, Math.min(1, product / norms)) : 0;
    }

    private static double norm(double[] vector) {
        double squares = 0;
        for (double component : vector) {
            squares += component * component;
        }
        return Math.sqrt(squares);
    }

    private static double norm(float[] vector, int components) {
        double squares = 0;
        for (int i = 0; i < components; i++) {
            squares += (double) vector[i] * vector[i];
        }
        return Math.sqrt(squares);
    }
}

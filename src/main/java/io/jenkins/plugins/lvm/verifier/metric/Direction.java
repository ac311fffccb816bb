package io.jenkins.plugins.lvm.verifier.metric;

/** Which of two numbers of a metric is the better one. */
public enum Direction {
    HIGHER_IS_BETTER("higher is better"),
    LOWER_IS_BETTER("lower is better");

    private final String words;

    Direction(String words) {
        this.words = words;
    }

    /** In words. */
    public String words() {
        return words;
    }

    /** The number, or its negative where lower is better: of two, the greater one is then always the better one. */
    public double oriented(double value) {
        return this == HIGHER_IS_BETTER ? value : 0.0 - value;
    }
}

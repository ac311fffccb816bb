package io.jenkins.plugins.lvm.verifier.model;

/** Why a forward definition does not fit the weights: the tensor that stands in the way, in words. */
final class Misfit extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean otherArchitecture;

    private Misfit(final String reason, final boolean otherArchitecture) {
        super(reason, null, false, false);
        this.otherArchitecture = otherArchitecture;
    }

    /** A tensor that the definition cannot do without is missing. */
    static Misfit missing(final String name) {
        return new Misfit("there is no tensor '" + name + "'", true);
    }

    /** All or some of the tensors are there, but not as the definition needs them. */
    static Misfit of(final String reason) {
        return new Misfit(reason, false);
    }

    /** Whether the weights simply belong to something else, so that the reason is of little interest. */
    boolean otherArchitecture() {
        return otherArchitecture;
    }
}

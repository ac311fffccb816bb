package io.jenkins.plugins.lvm.verifier.format.pickle;

/** Counts bytes that calls make out of values which a pickle can mention again and again at no cost. */
public final class CallBudget {
    private final long limit;
    private long charged;

    /** @param limit bytes that all calls together may make */
    public CallBudget(long limit) {
        this.limit = limit;
    }

    /**
     * Counts bytes that a call is about to make.
     *
     * @throws PickleGlobal.BadArguments if that is more than the limit leaves
     */
    public void charge(long bytes) {
        charged += bytes;
        PickleArguments.require(charged <= limit, "calls make more than " + limit + " bytes");
    }
}

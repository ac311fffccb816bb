package io.jenkins.plugins.lvm.verifier.service;

/** Why a request got no usable answer. The message is a clause of ours: nothing that the service sent stands in it. */
final class ServiceFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Kinds of failures, as the report names them. */
    enum Kind {
        /** No connection, or one that ended too early. */
        CONNECTION(true),
        /** No complete answer in time. */
        TIMEOUT(true),
        /** The status says that it is busy, or not there for the moment. */
        BUSY(true),
        /** Another status than 200. */
        STATUS(false),
        /** It sends elsewhere, which is not followed. */
        REDIRECT(false),
        /** TLS cannot be set up, such as for a certificate that is not trusted. */
        TLS(false),
        /** The answer is larger than predictions can be. */
        TOO_LARGE(false),
        /** The answer is not JSON, or is nested too deeply. */
        NOT_JSON(false),
        /** There is no prediction in it, or not one of this size. */
        SHAPE(false),
        /** The prediction holds NaN or infinity, or has length zero. */
        NOT_FINITE(false),
        /** The answer says something else than it has to. */
        UNEXPECTED(false);

        private final boolean passing;

        Kind(boolean passing) {
            this.passing = passing;
        }
    }

    private final Kind kind;

    ServiceFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** Whether the same request may be answered later. */
    boolean mayPass() {
        return kind.passing;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}

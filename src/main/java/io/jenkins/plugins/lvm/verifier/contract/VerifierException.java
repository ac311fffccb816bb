package io.jenkins.plugins.lvm.verifier.contract;

/** Something that the user can understand and mend: one sentence of what is wrong and where, and what to do. */
public class VerifierException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, with the exit code of the command line (those of BSD's sysexits). */
    public enum Reason {
        USAGE(64),
        UNREADABLE(65),
        NOT_FOUND(66),
        NO_DEVICE(69),
        INTERNAL(70);

        private final int exitCode;

        Reason(final int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Reason reason;
    private final String hint;

    public VerifierException(final Reason reason, final String message, final String hint, final Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.hint = hint;
    }

    public VerifierException(final Reason reason, final String message, final String hint) {
        this(reason, message, hint, null);
    }

    public VerifierException(final Reason reason, final String message) {
        this(reason, message, null, null);
    }

    /** An input that is damaged, unsupported or refused. */
    public static VerifierException unreadable(final String message, final String hint) {
        return new VerifierException(Reason.UNREADABLE, message, hint);
    }

    /** An input that is damaged, unsupported or refused, without anything to advise. */
    public static VerifierException unreadable(final String message) {
        return new VerifierException(Reason.UNREADABLE, message);
    }

    public Reason reason() {
        return reason;
    }

    /** What to do, or null. */
    public String hint() {
        return hint;
    }
}

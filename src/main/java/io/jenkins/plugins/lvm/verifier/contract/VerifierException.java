package io.jenkins.plugins.lvm.verifier.contract;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Something that the user can understand and mend: one sentence of what is wrong and where, and what to do. */
public class VerifierException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, with the exit code of the command line (those of BSD's sysexits). */
    public enum Reason {
        USAGE(64, "See --help, or the help of the build step, for what can be set."),
        UNREADABLE(65, "Make the file again, or name another one."),
        NOT_FOUND(66, "Check the path, which is one of the machine that verifies."),
        NO_DEVICE(69, "Choose another device, such as cpu."),
        SELF_CHECK(71, "Verify again; if it happens again, look at the machine, and report it with --debug."),
        INTERNAL(70, "Run lvm-verify with --debug for the details, and report them.");

        private final int exitCode;
        private final String hint;

        Reason(int exitCode, String hint) {
            this.exitCode = exitCode;
            this.hint = hint;
        }

        public int exitCode() {
            return exitCode;
        }

        /** What helps with problems of this kind. */
        public String hint() {
            return hint;
        }

        /** The reason that ends with an exit code; an unknown code counts as an internal error. */
        static Reason of(int exitCode) {
            return Arrays.stream(values())
                    .filter(reason -> reason.exitCode == exitCode)
                    .findFirst()
                    .orElse(INTERNAL);
        }
    }

    private final Reason reason;
    private final @Nullable String hint;

    public VerifierException(Reason reason, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.hint = hint;
    }

    public VerifierException(Reason reason, String message, @Nullable String hint) {
        this(reason, message, hint, null);
    }

    public VerifierException(Reason reason, String message) {
        this(reason, message, null, null);
    }

    /** An input that is damaged, unsupported or refused. */
    public static VerifierException unreadable(String message, @Nullable String hint) {
        return new VerifierException(Reason.UNREADABLE, message, hint);
    }

    /** An input that is damaged, unsupported or refused, with nothing more to advise than its reason does. */
    public static VerifierException unreadable(String message) {
        return new VerifierException(Reason.UNREADABLE, message);
    }

    /** What is wrong and where, in one sentence. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Reason reason() {
        return reason;
    }

    /** What to do: the hint of this exception, else that of its reason. */
    public String hint() {
        return hint == null ? reason.hint() : hint;
    }

    /** The hint of this very exception, which a report records; null where only that of its reason applies. */
    public @Nullable String ownHint() {
        return hint;
    }
}

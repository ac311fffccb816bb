package io.jenkins.plugins.lvm.verifier.attestation;

/**
 * Why something is not to be deployed.
 *
 * @param sentence in words, without the file's name and without a full stop
 */
public record Refusal(Reason reason, String sentence) {

    /** What is wrong, with the exit code of {@code attest-check}. */
    public enum Reason {
        /** Verdict, gates or numbers do not do. */
        UNVERIFIED(2),
        /** The file, or what is said of it, is not what was signed. */
        CHANGED(3),
        /** Verified too long ago, or in the future. */
        TOO_OLD(4),
        /** A key is asked for, and nobody signed. */
        UNSIGNED(5),
        /** Somebody else signed. */
        FOREIGN(6);

        private final int exitCode;

        Reason(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }
}

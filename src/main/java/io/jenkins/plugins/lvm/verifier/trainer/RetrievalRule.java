package io.jenkins.plugins.lvm.verifier.trainer;

/**
 * How a trainer measures retrieval: for each prediction it ranks candidates by cosine, and looks where the target comes.
 *
 * @param candidates among which the target is looked for
 * @param percent whether it writes shares down as percent
 */
public record RetrievalRule(Candidates candidates, boolean percent) {

    /** Among which vectors a target is looked for. */
    public enum Candidates {
        /** The targets of all rows that validate; a row's own target is the right one. */
        VALIDATION_TARGETS("the targets of the rows"),
        /** A bank of vectors; the one that is nearest to the row's target is the right one. */
        BANK("a bank of vectors");

        private final String words;

        Candidates(String words) {
            this.words = words;
        }

        /** In words. */
        public String words() {
            return words;
        }
    }
}

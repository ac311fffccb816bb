package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * What the model reaches on the same rows when one thing is changed.
 *
 * @param results one for each change that could matter
 */
public record RerunFacts(List<Result> results) {
    public RerunFacts {
        results = List.copyOf(results);
    }

    /**
     * A number of the claim's kind.
     *
     * @param detail what was changed, in a name; empty where the kind of change says all
     */
    public record Result(Rerun change, String detail, double value) {}
}

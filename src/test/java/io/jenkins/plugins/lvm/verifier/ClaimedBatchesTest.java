package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Claims that real torch made of the first batches only, or over ranks: exact is what the checkpoint records, what had to be searched for
 * never is.
 */
class ClaimedBatchesTest {
    private static final Path FOLDER = PythonFixtures.run("claimed_batches_fixtures.py", "claimed-batches");

    @ParameterizedTest
    @ValueSource(strings = {"recorded", "share"})
    void aLimitThatTheCheckpointRecordsIsExact(String checkpoint) {
        Finding first = findings(checkpoint).get(0);

        assertThat(first.code()).isEqualTo("CLAIM_SUBSET");
        assertThat(first.title()).isEqualTo("The claim was taken on the first batches only");
        assertThat(first.explanation())
                .contains("as the checkpoint records")
                .contains("by chance alone")
                .doesNotContain("likely");
        assertThat(first.evidence()).containsEntry("changed", List.of("LIMIT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"searched", "elsewhere"})
    void aNumberOfBatchesThatWasSearchedForIsNeverExact(String checkpoint) {
        Finding first = findings(checkpoint).get(0);

        assertThat(first.code()).isEqualTo("CLAIM_SUBSET");
        assertThat(first.title()).isEqualTo("The first batches alone fit the claim");
        assertThat(first.explanation())
                .contains("fits the mean of the first 3 batches, 96 rows")
                .contains("likely, not proven")
                .contains("by chance alone")
                .doesNotContain("reproduced", "good");
        assertThat(first.evidence()).containsEntry("changed", List.of("SUBSET"));
    }

    @Test
    void aLimitThatLeavesNothingOutSaysNothing() {
        assertThat(findings("whole")).noneMatch(finding -> finding.severity() != Severity.INFO);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 16})
    void aMeanOverRanksIsNamed(int ranks) {
        Finding first = findings("ranks_" + ranks).get(0);

        assertThat(first.code()).isEqualTo("WORLD_SIZE");
        assertThat(first.explanation()).contains("the mean over " + ranks + " ranks of their batch means, rows padded");
    }

    private static List<Finding> findings(String checkpoint) {
        return SearchedFindings.of(FOLDER.resolve(checkpoint + ".pt"), FOLDER.resolve("sequences.npz"));
    }
}

package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets beside their contexts, in files where no two vectors are equal bit by bit: real torch made their contexts half as precise. */
class NearWindowsTest {
    private static final Path FOLDER = PythonFixtures.run("near_windows_fixtures.py", "near-windows");

    @Test
    void targetsThatWereMovedAreFoundByTheirNearestNeighbours() {
        Finding first = findings("model", "moved").get(0);

        assertThat(first.code()).isEqualTo("SHIFT");
        assertThat(first.severity()).isEqualTo(Severity.ERROR);
        assertThat(first.evidence()).containsEntry("movedByRows", -2);
    }

    @Test
    void targetsInAnotherOrderAreFoundByTheirNearestNeighbours() {
        Finding first = findings("model", "shuffled").get(0);

        assertThat(first.code()).isEqualTo("SHIFT");
        assertThat(first.evidence())
                .hasEntrySatisfying(
                        "targetOfAnotherRow", rows -> assertThat((Long) rows).isGreaterThan(100))
                .hasEntrySatisfying(
                        "ofThemItsTarget", rows -> assertThat((Long) rows).isLessThan(20));
    }

    /** The right order, under a claim that nothing explains; and windows that do not overlap, which prove nothing. */
    @ParameterizedTest
    @CsvSource({"model, sound", "wrong_claim, sound", "model, apart", "wrong_claim, apart"})
    void nothingIsSaidOfTheOrderWhereItIsRightOrCannotBeTold(String checkpoint, String data) {
        assertThat(findings(checkpoint, data))
                .extracting(Finding::code)
                .doesNotContain("SHIFT", "METADATA_ORDER", "LEAK", "CONTEXT_ORDER");
    }

    private static List<Finding> findings(String checkpoint, String data) {
        return SearchedFindings.of(FOLDER.resolve(checkpoint + ".pt"), FOLDER.resolve(data + ".npz"));
    }
}

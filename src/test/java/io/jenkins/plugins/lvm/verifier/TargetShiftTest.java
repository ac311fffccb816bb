package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets beside their contexts in files that real torch wrote, whose windows do not overlap: only the model tells it. */
class TargetShiftTest {
    private static final Path FOLDER = PythonFixtures.run("shift_fixtures.py", "shifts");

    @ParameterizedTest
    @CsvSource({
        "file, moved_1, the target 1 row further on in the file",
        "file, moved_back_2, the target 2 rows further back in the file",
        "articles, moved_1, the target 1 row further on in the file",
        "articles, moved_back_2, the target 2 rows further back in the file",
    })
    void targetsThatWereMovedAreFoundByTheClaim(String place, String order, String where) {
        Finding first = findings(place, place, order).get(0);

        assertThat(first.code()).isEqualTo("SHIFT");
        assertThat(first.severity()).isEqualTo(Severity.ERROR);
        assertThat(first.explainsGap()).isGreaterThan(0.999);
        assertThat(first.evidence()).containsEntry("statistic", where);
        assertThat(first.explanation()).contains(where).contains("by chance alone");
    }

    /** Rows of one article are alike, and follow each other; a claim that is not theirs is no shift, nor is one that two digits would fit. */
    @ParameterizedTest
    @CsvSource({
        "file, sound", "file_wrong, sound", "file_wrong, moved_1", "file_rounded, moved_1",
        "articles, sound", "articles_wrong, sound", "articles_wrong, moved_1", "articles_rounded, moved_1",
    })
    void nothingIsSaidWhereItIsNotProven(String checkpoint, String order) {
        assertThat(findings(checkpoint, checkpoint.replaceAll("_.*", ""), order))
                .noneMatch(finding -> finding.code().equals("SHIFT") && finding.explainsGap() != null);
    }

    private static List<Finding> findings(String checkpoint, String place, String order) {
        return SearchedFindings.of(FOLDER.resolve(checkpoint + ".pt"), FOLDER.resolve(place + "_" + order + ".npz"));
    }
}

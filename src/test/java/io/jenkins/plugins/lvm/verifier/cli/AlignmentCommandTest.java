package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The 5-to-1 causal alignment, by itself and beside a verdict. */
class AlignmentCommandTest extends ExampleCommands {
    @Test
    void testsTheAlignmentAndJudgesByTheCorrectedOffset() throws IOException {
        final Path report = folder.resolve("alignment.json");

        assertThat(run("align", "--checkpoint", HEALTHY, "--data", DATA, "--report", report.toString()))
                .isEqualTo(2);
        assertThat(out.toString()).contains("k = 0 is the true next vector").contains("Gates by corrected k:");
        assertThat(Files.readString(report)).contains("\"trueNextOffset\": 0").contains("\"kind\": \"REARRANGED\"");
        assertThat(out.toString())
                .containsPattern("Self-check: \\d+ predictions, in another batch size, order and thread count; "
                        + "\\d+ predictions?, in float64 by an implementation in plain Java; "
                        + "1 prediction, two rows exchanged, which was found");
    }

    @Test
    void reportsTheAlignmentBesideTheVerdict() throws IOException {
        final Path report = folder.resolve("report.json");

        assertThat(verify(HEALTHY, "--alignment", "--report", report.toString()))
                .isZero();
        final String json = Files.readString(report);
        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(Files.readString(Path.of("docs/report.schema.json")))
                        .validate(json, InputFormat.JSON))
                .isEmpty();
        Alignment alignment =
                ContractJson.readReport(json).verifications().get(0).alignment();
        assertThat(alignment.correctedGates()).hasSize(5);
        assertThat(alignment.selfCheck().checks()).extracting(Check::kind).contains(Kind.REARRANGED, Kind.PLANTED);
        assertThat(out.toString()).contains("5-to-1 causal alignment").contains("true next vector");
    }

    @Test
    void comparesTheAlignmentWithOtherData() {
        final Path made = PythonFixtures.run("alignment_fixtures.py", "alignment");

        assertThat(run(
                        "align",
                        "--checkpoint",
                        made.resolve("lstm.pt").toString(),
                        "--data",
                        made.resolve("next_at_0.npz").toString(),
                        "--ood",
                        made.resolve("other.npz").toString(),
                        "--articles",
                        made.resolve("*articles.npz").toString()))
                .isEqualTo(2);
        assertThat(out.toString())
                .contains("next_at_0.npz")
                .contains("other.npz")
                .contains("on the other data");
    }
}

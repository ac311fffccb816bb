package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.lvm.step.ResultPlaces.Question;
import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.AlignmentBuilder;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.view.VerificationView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportReaderTest {
    private static final String HONEST =
            Reports.json(Reports.verification("/a.pt", 0.55, 0.55), Reports.verification("/b.pt", 0.53, -0.01));

    private static VerificationReport read(final String json) throws IOException {
        return new ReportReader(Reports.GATES, Set.of(new Question("/a.pt", "auto"), new Question("/b.pt", "auto")))
                .read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void takesAnHonestReportAsItIs() throws IOException {
        final VerificationReport report = read(HONEST);

        assertThat(ContractJson.render(report)).isEqualTo(HONEST);
        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void takesProblemsForAnswers() throws IOException {
        final VerificationReport unreadable = new VerificationReport(
                VerificationReport.SCHEMA_VERSION,
                Verdict.PASSED,
                List.of(Reports.verification("/a.pt", 0.55, 0.55)),
                List.of(new Problem("/b.pt", 65, "It is no checkpoint.", null)));
        assertThat(read(ContractJson.render(unreadable))).isEqualTo(unreadable);

        final VerificationReport nothing = new VerificationReport(
                VerificationReport.SCHEMA_VERSION,
                null,
                List.of(),
                List.of(new Problem(null, 66, "There is no data.", "Look.")));
        assertThat(read(ContractJson.render(nothing))).isEqualTo(nothing);
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"verdict\": \"FAILED\" | \"verdict\": \"PASSED\" | its own numbers make that FAILED",
                "\"verdict\": \"FAILED\" | \"verdict\": null | lacks a part",
                "\"from\": -1.0 | \"from\": -1e6 | a histogram does not have",
                "\"to\": 1.0 | \"to\": 1e300 | a histogram does not have",
                "\"to\": 1.0 | \"to\": -1.0 | a histogram does not have",
                "\"counts\": [ | \"counts\": [ 1, | does not count each row once",
                "\"counts\": [ | \"counts\": [ -1, | a histogram does not have",
                "\"counts\": [ | \"counts\": [ null, | is missing",
                "\"validationRows\": 219 | \"validationRows\": 1073741824 | the number of rows is out of range",
                "\"validationRows\": 219 | \"validationRows\": 220 | does not count each row once",
                "\"chance\": 0.13 | \"chance\": 0.12 | a skill is not the mean above its chance level",
                "\"min\": -0.2 | \"min\": 0.8 | a mean is outside of its range",
                "\"p50\" | \"p51\" | a percentile is unknown",
                "\"totalSeconds\": 3.0 | \"totalSeconds\": -3.0 | a time is out of range",
                "\"criticality\": \"FAILED\" | \"criticality\": \"NOTE\" | are not those that its numbers lead to",
                "\"outcome\": \"MISSED\" | \"outcome\": \"LOST\" | outcome has a value that is not in the contract",
                "\"threshold\": 0.1 | \"threshold\": 0.9 | are not those that its numbers lead to",
                "\"gap\": -0.54 | \"gap\": -0.01 | a gap is not the difference",
                "\"gap\": -0.54 | \"gap\": null | a gap belongs to no claim",
                "\"skill\": -0.14 | \"skill\": NaN | is not JSON",
                "\"skill\": -0.14 | \"skill\": 1e999 | skill is not finite",
                "\"skill\": -0.14 | \"skill\": \"0.5\" | skill is not a number",
                "\"nonFinite\": 0.0 | \"other\": 0.0 | nonFinite is missing",
                "\"nonFinite\": 0.0 | \"nonFinite\": null | nonFinite is missing",
                "\"nonFinite\": 0.0 | \"nonFinite\": -1 | a share is not between 0 and 1",
                "\"validationRows\": 219 | \"validationRows\": 0 | the number of rows is out of range",
                "\"validationRows\": 219 | \"validationRows\": 1.5 | is not a whole number",
                "\"validationRows\": 219 | \"validationRows\": 99999999999999999999 | is not a whole number",
                "\"batchSize\": 32 | \"batchSize\": 99999999999 | batchSize is too large",
                "\"residual\": false | \"residual\": \"no\" | residual is not a boolean",
                "\"path\": \"/b.pt\" | \"path\": \"/a.pt\" | it speaks twice of /a.pt",
                "\"path\": \"/b.pt\" | \"path\": \"/c.pt\" | exactly the checkpoints that were asked about",
                "\"requested\": \"auto\" | \"requested\": \"cpu\" | exactly the checkpoints that were asked about",
                "\"requested\": \"auto\" | \"requested\": null | lacks a part",
                "\"schemaVersion\": 2 | \"schemaVersion\": 1 | its version is another one",
                "\"schemaVersion\": 2 | \"schemaVersion\": 3 | its version is another one",
                "\"schemaVersion\": 2 | \"schemaVersion\": null | its version is another one",
                "\"timing\": { | \"surplus\": 1, \"timing\": { | has a field that is not in the contract",
                "\"fitting\": [ | \"fitting\": [ null, | is refused",
            })
    void refusesWhatIsNotInOrder(final String honest, final String forged, final String reason) {
        assertThat(HONEST).contains(honest);

        assertThatThrownBy(() -> read(HONEST.replace(honest, forged)))
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("The report that came from the agent is refused: ")
                .hasMessageContaining(reason);
    }

    /** A signature is made of these, and a gate opens by them. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name': '../a', 'sha256': 'H', 'sizeBytes': 1} | a file is not in its folder",
                "{'name': 'a/../../b', 'sha256': 'H', 'sizeBytes': 1} | a file is not in its folder",
                "{'name': '/a', 'sha256': 'H', 'sizeBytes': 1} | a file is not in its folder",
                "{'name': '', 'sha256': 'H', 'sizeBytes': 1} | a file is not in its folder",
                "{'name': 'a\\nb', 'sha256': 'H', 'sizeBytes': 1} | a file is not in its folder",
                "{'name': 'config.json', 'sha256': 'H', 'sizeBytes': 1} | a folder holds a file twice",
                "{'name': 'a', 'sha256': '5f', 'sizeBytes': 1} | a file's digest is not SHA-256 in hex",
                "{'name': 'a', 'sha256': null, 'sizeBytes': 1} | lacks a part",
                "{'name': 'a', 'sha256': 'H', 'sizeBytes': -1} | the size of a file is out of range",
                "null | is missing",
            })
    void refusesFilesThatNoFolderHolds(String other, String reason) throws IOException {
        String known = "{'name': 'config.json', 'sha256': 'H', 'sizeBytes': 1}";
        assertThat(read(withFiles(known, known.replace("config", "vocab/tokens")))
                        .verifications()
                        .get(0)
                        .checkpoint()
                        .parts())
                .hasSize(2);

        assertThatThrownBy(() -> read(withFiles(known, other)))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> read(withFiles(known + ", " + other, "")))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesMoreFilesThanAModelHas() {
        int half = CheckpointFile.MOST_FILES / 2;

        assertThatThrownBy(() -> read(withFiles(files(0, half), files(half, 2 * half + 1))))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("the number of files is out of range");
    }

    private static String files(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{'name': '" + i + "', 'sha256': 'H', 'sizeBytes': 1}")
                .collect(Collectors.joining(", "));
    }

    /** The first checkpoint as a folder. */
    private static String withFiles(String read, String others) {
        String files = "\"sizeBytes\": 1234, 'files': [" + read + "], 'others': [" + others + "]";
        return HONEST.replaceFirst(
                "\"sizeBytes\": 1234(,\\s*\"files\": null)?(,\\s*\"others\": null)?",
                Matcher.quoteReplacement(files.replace('\'', '"').replace("\"H\"", "\"" + "5f".repeat(32) + "\"")));
    }

    @ParameterizedTest
    @CsvSource({"''", "null", "[]", "{}", "'{} {}'", "'{\"verdict\": 1}'", "'not json'"})
    void refusesWhatIsNoReport(final String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(AbortException.class).hasMessageContaining("is refused: ");
    }

    @Test
    void takesAnAlignmentAndRefusesHalfOfOne() throws IOException {
        final Alignment.Rows rows = new Alignment.Rows(
                "/data.npz",
                null,
                null,
                new Alignment.Orders(0.5, -0.1, -0.2, -0.05, null, null, 10),
                new Alignment.Bins(null, 0, 0.5, 10),
                null,
                null);
        final VerificationReport whole = aligned(rows);
        assertThat(read(ContractJson.render(whole))).isEqualTo(whole);
        assertThat(new VerificationView(whole.verifications().get(0)).getAlignment())
                .contains("k = +1")
                .contains("reversed -0.2000");

        assertThatThrownBy(() -> read(ContractJson.render(
                        aligned(new Alignment.Rows("/data.npz", null, null, null, null, null, null)))))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("an alignment lacks a part");
    }

    private static VerificationReport aligned(final Alignment.Rows rows) {
        final Alignment alignment = new AlignmentBuilder()
                .trueNext("It is k = +1.")
                .trueNextOffset(1)
                .horizon(3)
                .validation(rows)
                .legacyGates(List.of())
                .correctedGates(List.of())
                .notes(List.of())
                .build();
        return new VerificationReport(
                VerificationReport.SCHEMA_VERSION,
                Verdict.FAILED,
                List.of(
                        Reports.verification("/a.pt", 0.55, 0.55).aligned(alignment),
                        Reports.verification("/b.pt", 0.53, -0.01)),
                List.of());
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertThatThrownBy(() -> read(" ".repeat(ReportReader.LARGEST) + HONEST))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("larger than 10 MB");
        assertThatThrownBy(() -> read(HONEST.replace("/b.pt", "b".repeat(30_000))))
                .hasMessageContaining("path is too long");
        assertThatThrownBy(() -> read("[".repeat(100_000))).hasMessageContaining("is not JSON");
    }
}

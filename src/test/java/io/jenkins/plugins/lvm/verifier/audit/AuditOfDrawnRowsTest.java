package io.jenkins.plugins.lvm.verifier.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.sampling.CoveredRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits of a verdict at a risk, and audits that read no more rows than they recompute. */
class AuditOfDrawnRowsTest {
    private static final Progress SILENT = new Progress() {};
    private static final Path DATA = Path.of(GatesFixtures.file("train.npz"));

    private static Verified attested;
    private static float[] cosines;
    private static byte[] digests;

    @TempDir
    private Path folder;

    @BeforeAll
    static void verify() {
        List<byte[]> kept = new ArrayList<>();
        VerificationResult result =
                new Verifier(request(DATA).risk(1e-3).diagnose("never").build()).verify(SILENT, kept::add);
        attested = Attestation.of(result.report(), Instant.now())
                .orElseThrow()
                .predicate()
                .verifications()
                .get(0);
        cosines = result.cosines().get(0);
        digests = kept.get(0);
    }

    private static VerificationRequestBuilder request(Path data) {
        return VerificationRequest.of(List.of(GatesFixtures.file("good.pt")), data.toString())
                .device("cpu")
                .threads(1)
                .split("all");
    }

    private static Audit audit(Verified verified, Path data) {
        return Audit.open(verified, request(data).build(), SILENT);
    }

    @Test
    void findsTheRowsThatTheVerdictRestsOn() {
        try (Audit audit = audit(attested, DATA)) {
            assertThat(attested.risk()).isEqualTo(1e-3);
            assertThat(audit.rows()).isEqualTo(cosines.length).isLessThan(audit.ofRows());
            assertThat(audit.contradiction(cosines)).isEmpty();
            Audit.Drawn drawn = audit.draw(cosines, 30, 4, SILENT);

            assertThat(drawn.agrees()).isTrue();
            assertThat(drawn.rows()).isEqualTo(30);
        }
    }

    @Test
    void aForgedRowOfThemIsCaught() {
        float[] forged = cosines.clone();
        forged[forged.length - 1] += 1e-3f;
        try (Audit audit = audit(attested, DATA)) {
            assertThat(audit.contradiction(forged)).contains("the cosines are not the ones that were attested");
            assertThat(audit.draw(forged, forged.length, 4, SILENT).differences())
                    .hasSize(1);
        }
    }

    @Test
    void theActualValueIsWhatTheseRowsEstimate() {
        try (Audit audit = audit(changed("actual", attested.actual() + 1e-4), DATA)) {
            assertThat(audit.contradiction(cosines).orElseThrow()).contains("is not the mean of the cosines");
        }
    }

    @Test
    void refusesADrawThatIsNotTheAttestedOne() {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> audit(changed("riskSeed", attested.riskSeed() + 1), DATA))
                .withMessageContaining("are not those of the split 'all'");
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> audit(changed("riskSeed", null), DATA))
                .withMessageContaining("holds no seed of their draw");
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> audit(changed("validationRows", 1_000_000), DATA))
                .withMessageContaining("are not those of the split 'all'");
        assertThat(CoveredRows.of(
                        new ValidationRows(IntStream.range(0, 100).toArray()),
                        attested.kind(),
                        32,
                        1,
                        attested.kind().name().equals("BATCH_MEAN") ? 3 : -1))
                .isEmpty();
    }

    /** A row that cannot be read is in nobody's way unless it is drawn, where the digests of all rows were kept. */
    @Test
    void readsNoOtherRowsThanItRecomputes() throws IOException {
        int[] drawn = RowSampler.draw(cosines.length, 20, 9);
        int position = IntStream.range(0, cosines.length)
                .filter(i -> IntStream.of(drawn).noneMatch(other -> other == i))
                .findFirst()
                .orElseThrow();
        Path unreadable = withoutRow(covered().rows().row(position));

        try (Audit audit = audit(attested, unreadable)) {
            assertThat(audit.contradiction(cosines, digests)).isEmpty();
            assertThat(audit.draw(cosines, 20, 9, SILENT).agrees()).isTrue();
        }
        try (Audit audit = audit(attested, unreadable)) {
            assertThatExceptionOfType(VerifierException.class).isThrownBy(() -> audit.contradiction(cosines));
        }
    }

    private CoveredRows covered() throws IOException {
        try (SequenceData data = SequenceData.open(DATA)) {
            return CoveredRows.of(
                            new ValidationRows(
                                    IntStream.range(0, data.sequences()).toArray()),
                            attested.kind(),
                            32,
                            attested.riskSeed(),
                            attested.validationRows())
                    .orElseThrow();
        }
    }

    /** The data in which a row holds what is no number. */
    private Path withoutRow(int row) throws IOException {
        return patched(row, Float.NaN);
    }

    private Path patched(int row, float first) throws IOException {
        ByteBuffer context = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        try (SequenceData data = SequenceData.open(DATA)) {
            data.forEachBatch(RowSet.of(row), 1, batch -> {
                for (float value : batch.contextValues()) {
                    context.putFloat(value);
                }
                return true;
            });
        }
        byte[] bytes = Files.readAllBytes(DATA);
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        String wanted = new String(context.array(), 0, context.position(), StandardCharsets.ISO_8859_1);
        int at = all.indexOf(wanted);
        assertThat(at).as("the arrays are stored").isPositive();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(at, first);
        return Files.write(folder.resolve("patched.npz"), bytes);
    }

    @Test
    void aRowThatIsNotTheAttestedOneIsNamedWhenItIsDrawn() throws IOException {
        int[] drawn = RowSampler.draw(cosines.length, 20, 9);
        int row = covered().rows().row(drawn[5]);
        try (Audit audit = audit(attested, patched(row, 0.125f))) {
            assertThat(audit.contradiction(cosines, digests)).isEmpty();
            assertThat(audit.draw(cosines, 20, 9, SILENT).others()).containsExactly(row);
        }
    }

    @Test
    void digestsOfOtherRowsAreRefused() {
        byte[] others = digests.clone();
        others[40] ^= 1;
        try (Audit audit = audit(attested, DATA)) {
            assertThat(audit.contradiction(cosines, others))
                    .contains("the digests of rows are not those of the rows that were attested");
        }
    }

    private static Verified changed(String name, Number value) {
        JsonObject tree =
                JsonParser.parseString(ContractJson.render(attestation())).getAsJsonObject();
        JsonObject verified = tree.getAsJsonObject("predicate")
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject();
        verified.addProperty(name, value);
        return ContractJson.readAttestation(tree.toString())
                .predicate()
                .verifications()
                .get(0);
    }

    private static Attestation attestation() {
        return new Attestation(
                Attestation.STATEMENT,
                List.of(new Attestation.Subject("good.pt", java.util.Map.of("sha256", attested.sha256()))),
                Attestation.PREDICATE,
                new Attestation.Predicate(attested.verdict(), "2026-11-01T12:00:00Z", List.of(attested)));
    }
}

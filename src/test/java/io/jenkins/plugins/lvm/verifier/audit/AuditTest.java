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
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.ReferenceTree;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.math3.distribution.HypergeometricDistribution;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What was attested, honestly or not, held against the checkpoint and the data. */
class AuditTest {
    private static final Progress SILENT = new Progress() {};
    /** All rows of the file, so that the forger below knows their order. */
    private static final String SPLIT = "all";

    private static Attestation attestation;
    private static float[] cosines;

    @BeforeAll
    static void verify() {
        VerificationResult result = new Verifier(request().build()).verify(SILENT);
        attestation = Attestation.of(result.report(), Instant.now()).orElseThrow();
        cosines = result.cosines().get(0);
    }

    private static VerificationRequestBuilder request() {
        return GatesFixtures.request("good").split(SPLIT);
    }

    @Test
    void whatIsTrueAgrees() {
        try (Audit audit = Audit.open(attested(), request().build(), SILENT)) {
            assertThat(audit.contradiction(cosines)).isEmpty();
            Audit.Drawn drawn = audit.draw(cosines, 50, 7, SILENT);

            assertThat(drawn.rows()).isEqualTo(50);
            assertThat(drawn.differences()).isEmpty();
            assertThat(drawn.largest()).isLessThan(1e-6);
            assertThat(drawn.selfCheck().checks())
                    .extracting(Check::kind)
                    .contains(Kind.REARRANGED, Kind.PLANTED, Kind.PRODUCTS, Kind.PLACES, Kind.COSINES);
            assertThat(audit.draw(cosines, 1_000_000, 7, SILENT).rows()).isEqualTo(cosines.length);
        }
    }

    @Test
    void theRootIsThatOfRowsWithTheirCosines() {
        assertThat(attested().scoredRowsDigest()).isEqualTo(root(cosines));
    }

    /**
     * A forger who has the data and signs raises some rows: root and mean go with them, and only the rows that are drawn later show it. Over
     * many draws that happens as often as was said.
     */
    @Test
    void aForgedReportIsCaughtAtThePredictedRate() {
        int count = 20;
        int draws = 400;
        double share = 0.05;
        float[] forged = cosines.clone();
        int[] order = shuffled(new Random(3));
        int raised = (int) Math.round(share * forged.length);
        for (int i = 0; i < raised; i++) {
            forged[order[i]] += 0.02f;
        }
        double mean = IntStream.range(0, forged.length)
                .mapToDouble(i -> forged[i])
                .average()
                .orElseThrow();
        Verified lie = changed("scoredRowsDigest", root(forged), "actual", mean, "kind", "SAMPLE_MEAN");
        try (Audit audit = Audit.open(lie, request().build(), SILENT)) {
            assertThat(audit.contradiction(forged))
                    .as("all of it goes together")
                    .isEmpty();
            int caught = 0;
            for (int seed = 0; seed < draws; seed++) {
                caught += audit.draw(forged, count, seed, SILENT).differences().isEmpty() ? 0 : 1;
            }

            double without = RowSampler.caught((double) raised / forged.length, count);
            double exact = 1 - new HypergeometricDistribution(forged.length, raised, count).probability(0);
            double deviation = Math.sqrt(exact * (1 - exact) / draws);
            assertThat(without).isBetween(0.6, 0.7).isLessThanOrEqualTo(exact);
            assertThat(caught / (double) draws).isBetween(exact - 4 * deviation, exact + 4 * deviation);
        }
    }

    private static int[] shuffled(Random random) {
        int[] order = IntStream.range(0, cosines.length).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }

    @Test
    void aRowThatIsForgedIsNamed() {
        float[] forged = cosines.clone();
        forged[11] += 2e-5f;
        forged[12] += 2e-6f;
        forged[13] = Float.NaN;
        try (Audit audit = Audit.open(attested(), request().build(), SILENT)) {
            assertThat(audit.draw(forged, forged.length, 1, SILENT).differences())
                    .extracting(Audit.Difference::row)
                    .containsExactly(11, 13);
        }
    }

    @Test
    void whatIsBoundElsewhereIsContradicted() {
        float[] other = cosines.clone();
        other[0] = Math.nextUp(other[0]);
        assertThat(contradiction(attested(), other)).contains("the cosines are not the ones that were attested");
        assertThat(contradiction(attested(), Arrays.copyOf(cosines, 5))).contains("there are 5 cosines");
        assertThat(contradiction(changed("rowsDigest", "0".repeat(64)), cosines))
                .contains("the rows of the data are not the ones");
        assertThat(contradiction(changed("actual", attested().actual() + 0.001), cosines))
                .contains("is not the mean of the cosines");
        assertThat(contradiction(changed("validationRows", 7), cosines)).isEmpty();
    }

    private static String contradiction(Verified verified, float[] stored) {
        try (Audit audit = Audit.open(verified, request().build(), SILENT)) {
            return audit.contradiction(stored).orElse("");
        }
    }

    @Test
    void refusesOtherRowsAndOtherCheckpoints() {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> Audit.open(
                        attested(), GatesFixtures.request("good").split("tail").build(), SILENT))
                .withMessageContaining("not those of the split 'tail'");
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> Audit.open(
                        attested(), GatesFixtures.request("worse").split(SPLIT).build(), SILENT))
                .withMessageContaining("is not the checkpoint that was attested");
        JsonObject old = tree();
        verification(old).remove("scoredRowsDigest");
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> contradiction(read(old), cosines))
                .withMessageContaining("an older version wrote it");
    }

    @Test
    void drawsEveryRowAsOften() {
        int[] seen = new int[20];
        for (int seed = 0; seed < 10_000; seed++) {
            int[] drawn = RowSampler.draw(seen.length, 5, seed);
            assertThat(drawn).hasSize(5).doesNotHaveDuplicates().isSorted();
            Arrays.stream(drawn).forEach(row -> seen[row]++);
        }
        // 2,500 each; the standard deviation is 43.
        assertThat(Arrays.stream(seen).boxed()).allMatch(times -> Math.abs(times - 2500) < 200);
    }

    @Test
    void saysWhatADrawIsGoodFor() {
        assertThat(RowSampler.caught(0.05, 50)).isBetween(0.92305, 0.92306);
        assertThat(RowSampler.caught(1, 1)).isEqualTo(1);
        assertThat(RowSampler.caught(0, 50)).isZero();
        assertThat(RowSampler.shareCaught(RowSampler.caught(0.03, 50), 50)).isBetween(0.0299999, 0.0300001);
    }

    private static Verified attested() {
        return attestation.predicate().verifications().get(0);
    }

    private static JsonObject tree() {
        return JsonParser.parseString(ContractJson.render(attestation)).getAsJsonObject();
    }

    private static JsonObject verification(JsonObject tree) {
        return tree.getAsJsonObject("predicate")
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject();
    }

    private static Verified read(JsonObject tree) {
        return ContractJson.readAttestation(tree.toString())
                .predicate()
                .verifications()
                .get(0);
    }

    private static Verified changed(Object... namesAndValues) {
        JsonObject tree = tree();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = (String) namesAndValues[i];
            if (namesAndValues[i + 1] instanceof Number number) {
                verification(tree).addProperty(name, number);
            } else {
                verification(tree).addProperty(name, (String) namesAndValues[i + 1]);
            }
        }
        return read(tree);
    }

    /** Over all rows of the file. */
    private static String root(float[] scores) {
        byte[][] leaves = new byte[scores.length][];
        try (SequenceData data = SequenceData.open(Path.of(GatesFixtures.file("train.npz")))) {
            int width = data.contextLength() * data.dimension();
            data.forEachBatch(
                    new ValidationRows(IntStream.range(0, scores.length).toArray()).rowSet(), 16, batch -> {
                        float[] contexts = batch.contextValues();
                        float[] targets = batch.targetValues();
                        for (int i = 0; i < batch.size(); i++) {
                            ByteBuffer row = ByteBuffer.allocate(9 + (width + data.dimension()) * Float.BYTES)
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .put((byte) 0)
                                    .putLong(batch.row(i));
                            for (int j = 0; j < width; j++) {
                                row.putFloat(contexts[i * width + j]);
                            }
                            for (int j = 0; j < data.dimension(); j++) {
                                row.putFloat(targets[i * data.dimension() + j]);
                            }
                            leaves[batch.row(i)] = DigestUtils.sha256(ByteBuffer.allocate(37)
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .put((byte) 0)
                                    .put(DigestUtils.sha256(row.array()))
                                    .putFloat(scores[batch.row(i)])
                                    .array());
                        }
                        return true;
                    });
        }
        return HexFormat.of().formatHex(ReferenceTree.root(leaves));
    }
}

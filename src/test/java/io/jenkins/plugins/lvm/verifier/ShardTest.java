package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import io.jenkins.plugins.lvm.verifier.shard.ShardMerge;
import io.jenkins.plugins.lvm.verifier.shard.VerificationPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of a verification, joined, against the one pass that they come from. */
class ShardTest {
    @TempDir
    private Path folder;

    private static VerificationRequestBuilder request(String checkpoint, String split) {
        return GatesFixtures.request(checkpoint).split(split).batchSize(64).diagnose("never");
    }

    private VerificationPart part(VerificationRequestBuilder request, String shard) throws Exception {
        Path file = folder.resolve(shard.replace('/', '-') + ".part");
        new Verifier(request.shard(shard).build()).part(new Progress() {}).write(file);
        return VerificationPart.read(file);
    }

    private List<VerificationPart> parts(String checkpoint, String split, int count) throws Exception {
        List<VerificationPart> parts = new ArrayList<>();
        for (int index = count; index >= 1; index--) {
            parts.add(part(request(checkpoint, split), index + "/" + count));
        }
        return parts;
    }

    @ParameterizedTest
    @CsvSource({"good, all, 3", "other, random, 2", "worse, articles, 2", "good, all, 7"})
    void joinedPartsHaveTheDigitsOfOnePass(String checkpoint, String split, int count) throws Exception {
        VerificationResult whole = GatesFixtures.verify(request(checkpoint, split));
        Verification one = whole.report().verifications().get(0);

        VerificationResult joined = new ShardMerge(parts(checkpoint, split, count)).result();
        Verification found = joined.report().verifications().get(0);

        ReportCheck.requireSound(found);
        assertThat(found.actual()).isEqualTo(one.actual());
        assertThat(found.selfCheck().checks())
                .extracting(Check::kind)
                .containsExactlyInAnyOrderElementsOf(
                        one.selfCheck().checks().stream().map(Check::kind).toList());
        assertThat(found.naivePredictors()).isEqualTo(one.naivePredictors());
        assertThat(found.data()).isEqualTo(one.data());
        assertThat(found.split()).isEqualTo(one.split());
        assertThat(found.gap()).isEqualTo(one.gap());
        assertThat(found.gates()).isEqualTo(one.gates());
        assertThat(found.verdict()).isEqualTo(one.verdict());
        assertThat(found.alternatives()).isEqualTo(one.alternatives());
        assertThat(joined.cosines().get(0)).isEqualTo(whole.cosines().get(0));
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() throws Exception {
        VerificationPart first = part(request("good", "all"), "1/2");
        VerificationPart second = part(request("good", "all"), "2/2");
        VerificationPart elsewhere = part(request("worse", "all"), "2/2");
        VerificationPart ofThree = part(request("good", "all"), "2/3");
        VerificationPart otherBatch = part(request("good", "all").batchSize(128), "2/2");
        VerificationPart otherClaim = part(request("good", "all").set(Settings.CLAIM, "0.25"), "2/2");
        VerificationPart otherSplit = part(request("good", "random"), "2/2");
        VerificationPart otherData = part(
                VerificationRequest.of(List.of(GatesFixtures.file("good.pt")), GatesFixtures.file("held_out.npz"))
                        .split("all")
                        .batchSize(64)
                        .device("cpu")
                        .threads(1)
                        .diagnose("never"),
                "2/2");
        VerificationPart otherThreshold = part(
                request("good", "all")
                        .gates(GateSettings.builder().failThreshold(0.3).build()),
                "2/2");

        assertRefused(List.of(first), "Of 2 parts these are missing: [2].");
        assertRefused(List.of(first, second, second), "A part is there twice.");
        assertRefused(List.of(first, elsewhere), "Part 2/2 does not belong to part 1/2: it is of another checkpoint.");
        assertRefused(List.of(first, ofThree), "it is one of 3 parts, not of 2.");
        assertRefused(List.of(first, otherBatch), "its batches or vectors are of another size.");
        assertRefused(List.of(first, otherClaim), "it holds another claim.");
        assertRefused(List.of(first, otherSplit), "it is of another split.");
        assertRefused(List.of(first, otherData), "it is of other data.");
        assertRefused(List.of(first, otherThreshold), "it was verified with other thresholds.");
    }

    private static void assertRefused(List<VerificationPart> parts, String why) {
        assertThatThrownBy(() -> new ShardMerge(parts))
                .isInstanceOf(VerifierException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aPartGoesWithNothingThatLooksAtAllRows() {
        VerificationRequest risky =
                request("good", "all").shard("1/2").risk(1e-6).build();
        assertThatThrownBy(() -> new Verifier(risky).part(new Progress() {}))
                .isInstanceOf(VerifierException.class)
                .hasMessage("A part of the rows does not go with a risk.");
        for (String wrong : List.of("0/2", "3/2", "2", "a/b", "1/1001")) {
            assertThatThrownBy(() -> request("good", "all").shard(wrong).build())
                    .as(wrong)
                    .isInstanceOf(VerifierException.class);
        }
    }

    @Test
    void aDamagedPartIsNotAPart() throws Exception {
        part(request("good", "all"), "1/2");
        byte[] whole = Files.readAllBytes(folder.resolve("1-2.part"));
        for (int length : new int[] {0, 7, 20, 2000, whole.length - 1}) {
            Path cut = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> VerificationPart.read(cut)).isInstanceOf(VerifierException.class);
        }
        Path longer = Files.write(folder.resolve("longer"), java.util.Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> VerificationPart.read(longer)).isInstanceOf(VerifierException.class);
    }
}

package io.jenkins.plugins.lvm.verifier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.model.ExchangingForward;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward.Fault;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.selfcheck.WatchedDefinition;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What targets go through is checked as what is compared with them is. */
class WatchedTowerTest {
    private static final int BATCH = 64;
    private static final String OF_TOWER = "of the tower that targets go through: ";

    private static TorchDevice cpu;
    private static Checkpoint checkpoint;
    private static SequenceData data;
    private static StateDictWeights query;
    private static StateDictWeights payload;
    private static FittingDefinition judging;
    private static FittingDefinition tower;

    @BeforeAll
    static void open() {
        cpu = TorchEngine.start(null, 1).device("cpu");
        Path folder = PythonFixtures.run("team_fixtures.py", "team");
        checkpoint = CheckpointReader.open(folder.resolve("twotower.pt"));
        data = SequenceData.open(folder.resolve("sequences.npz"));
        query = new StateDictWeights(checkpoint.stateDict());
        payload = new StateDictWeights(checkpoint.targetTower().orElseThrow());
        judging = ForwardDefinitions.fitting(query, CheckpointRecord.hints(checkpoint, data.contextLength()))
                .get(0);
        tower = ForwardDefinitions.fitting(payload, ModelHints.ofOneVector()).get(0);
    }

    @AfterAll
    static void close() {
        data.close();
        checkpoint.close();
    }

    /** A pass whose targets go through this. */
    private static SelfCheck checked(Predictor targets) {
        RowSet rows = RowSet.first(data.sequences());
        ComparedVectors.Tower through = new ComparedVectors.Tower(tower, payload, targets, () -> {});
        try (ComparedVectors compared =
                        new ComparedVectors(Space.TWO_TOWER, data.contextLength(), data.dimension(), through);
                WatchedDefinition watched =
                        new WatchedDefinition(judging, query, data, rows.inFileOrder(), cpu, cpu).comparing(compared);
                ForwardPass forward = ForwardPass.verified(List.of(judging), query, cpu)) {
            ValidationPass pass =
                    new ValidationPass(data, rows, new ArticleGroups(null), watched.observers(), compared);
            pass.run(forward, BATCH, new Progress() {});
            return watched.check(pass);
        }
    }

    private static void requireFound(Predictor targets, String message) {
        assertThatThrownBy(() -> checked(targets))
                .isInstanceOfSatisfying(VerifierException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(Reason.SELF_CHECK))
                .hasMessageContaining(message);
    }

    @Test
    void aSoundTowerIsToldOf() {
        try (ForwardPass targets = ForwardPass.verified(List.of(tower), payload, cpu)) {
            List<Check> checks = checked(targets).checks();

            assertThat(checks)
                    .filteredOn(check -> check.what().startsWith(OF_TOWER))
                    .extracting(Check::kind)
                    .containsExactly(Kind.REARRANGED, Kind.PLANTED, Kind.PRODUCTS, Kind.PLACES);
            assertThat(checks)
                    .filteredOn(check -> check.what().startsWith(OF_TOWER)
                            && (check.kind() == Kind.PRODUCTS || check.kind() == Kind.PLACES))
                    .extracting(Check::rows)
                    .containsOnly((long) data.sequences());
        }
    }

    /** Its products agree with each other: they are of another matrix. */
    @Test
    void aWeightThatIsNotTheFilesIsFound() {
        String name = payload.names().stream()
                .filter(one -> payload.shape(one).length == 2)
                .findFirst()
                .orElseThrow();
        float[] changed = payload.floats(name).clone();
        changed[3] += 1;
        OverlaidWeights wrong = new OverlaidWeights(payload, Map.of(name, changed));
        try (ForwardPass targets = ForwardPass.verified(List.of(tower), wrong, cpu)) {
            requireFound(targets, tower.name() + " on cpu was not computed rightly");
        }
    }

    @Test
    void aFaultOfOneProductIsFound() {
        for (Fault fault : List.of(Fault.SWAPPED_ROWS, Fault.WRONG_BATCH)) {
            try (ForwardPass targets = FaultyForward.verified(tower, payload, cpu, fault, 7, 3)) {
                requireFound(targets, "was not computed rightly");
            }
        }
    }

    @Test
    void targetsThatChangePlacesAreFound() {
        try (ForwardPass targets = ForwardPass.verified(List.of(tower), payload, cpu)) {
            for (boolean before : new boolean[] {true, false}) {
                requireFound(new ExchangingForward(targets, before, 2, 5, 40), "rows have changed places");
            }
        }
    }
}

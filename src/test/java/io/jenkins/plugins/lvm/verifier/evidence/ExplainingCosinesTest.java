package io.jenkins.plugins.lvm.verifier.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.diagnosis.GapExplanation;
import io.jenkins.plugins.lvm.verifier.diagnosis.Sampling;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering.Running;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward.Fault;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser.NamedRows;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A claim that another function explains, computed rightly and not: what was not is never said. */
class ExplainingCosinesTest {
    private static final Progress SILENT = new Progress() {};
    private static final int ROWS = 512;

    private static SmallDecoder decoder;
    private static SequenceData sequences;
    private static EvaluationData data;
    private static OpenCheckpoint subject;
    private static TorchDevice cpu;
    private static FittingDefinition preNorm;
    private static NamedRows rows;

    @BeforeAll
    static void open() {
        cpu = TorchEngine.start(null, 1).device("cpu");
        decoder = SmallDecoder.open(ROWS);
        sequences = decoder.sequences();
        data = decoder.data();
        subject = decoder.subject();
        preNorm = subject.selection().judging().alterations().stream()
                .filter(definition -> definition.name().equals("transformer-decoder (pre-norm)"))
                .findFirst()
                .orElseThrow();
        rows = new NamedRows(subject.split().label(), subject.split().rows());
    }

    @AfterAll
    static void close() {
        decoder.close();
    }

    private static DefinitionScores scores(ForwardPass forward) {
        try (forward) {
            ValidationPass pass = new ValidationPass(sequences, rows.rows().rowSet(), data.groups(), List.of());
            pass.run(forward, 128, SILENT);
            return pass.scores(forward.definitions().get(0), rows.rows());
        }
    }

    private static DefinitionScores sound() {
        return scores(ForwardPass.verified(List.of(preNorm), subject.weights(), cpu));
    }

    private static Trial trial(Set<Factor> changed, FittingDefinition definition, double value) {
        return new Trial(changed, definition.name(), definition.positionalScale(), rows.label(), "mean", value);
    }

    /** What is said where another function, or another mean of the same, gives the claim. */
    private static List<Finding> findings(Factor changed, FittingDefinition definition, double claim) {
        FittingDefinition judging = subject.selection().judging();
        Gap gap = new Gap(claim, claim - 0.2, true, new Sampling(Double.NaN, Double.NaN));
        List<Finding> findings = new GapExplanation(
                        gap, trial(Set.of(), judging, claim - 0.2), List.of(trial(Set.of(changed), definition, claim)))
                .findings();
        assertThat(findings).singleElement().matches(finding -> finding.explainsGap() != null);
        return findings;
    }

    private static List<Check> check(DefinitionScores scores, List<Finding> findings) {
        ExplainingCosines cosines = new ExplainingCosines();
        cosines.add(preNorm, rows, scores);
        return cosines.check(findings, data, subject, running());
    }

    private static Running running() {
        return new Running(cpu, cpu, 128, SILENT);
    }

    private static void requireWithheld(DefinitionScores scores) {
        List<Finding> findings = findings(Factor.FORWARD, preNorm, scores.mean(subject.kind(), subject.batch()));
        assertThatThrownBy(() -> check(scores, findings))
                .isInstanceOfSatisfying(VerifierException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(Reason.SELF_CHECK))
                .hasMessageContaining("computed again by transformer-decoder (pre-norm) on cpu")
                .hasMessageContaining("so nothing is explained");
    }

    @Test
    void aFunctionThatWasComputedRightlyExplains() {
        DefinitionScores scores = sound();
        List<Check> checks =
                check(scores, findings(Factor.FORWARD, preNorm, scores.mean(subject.kind(), subject.batch())));

        assertThat(checks).singleElement().satisfies(check -> {
            assertThat(check.kind()).isEqualTo(Kind.REARRANGED);
            assertThat(check.rows()).isEqualTo(16);
            assertThat(check.largest()).isLessThan(1e-6);
            assertThat(check.what()).startsWith("of the explanation: cosines by transformer-decoder (pre-norm)");
        });
    }

    @Test
    void aFunctionOfAFaultyKernelDoesNot() {
        for (Fault fault : List.of(Fault.WRONG_WEIGHT, Fault.WRONG_BATCH)) {
            requireWithheld(scores(
                    FaultyForward.of(preNorm, subject.weights(), cpu, fault, fault == Fault.WRONG_BATCH ? -1 : 7)));
        }
    }

    @Test
    void cosinesOfOtherRowsDoNot() {
        double[] turned = sound().cosines().clone();
        int middle = turned.length / 2;
        for (int i = 0; i < middle; i++) {
            double kept = turned[i];
            turned[i] = turned[i + middle];
            turned[i + middle] = kept;
        }
        requireWithheld(new DefinitionScores(turned, new double[0], new double[0]));
    }

    /** The function that judges is checked already, and so are its rows. */
    @Test
    void anotherMeanOfTheSameIsNotComputedAgain() {
        double[] wrong = new double[ROWS];
        ExplainingCosines cosines = new ExplainingCosines();
        FittingDefinition judging = subject.selection().judging();
        cosines.add(judging, rows, new DefinitionScores(wrong, new double[0], new double[0]));

        assertThat(cosines.check(findings(Factor.STATISTIC, judging, 0.5123457), data, subject, running()))
                .isEmpty();
    }

    @Test
    void rowsAreKeptWhateverTheirOrder() {
        ValidationRows order = rows.rows().drawn(200, 5);
        DefinitionScores scores = sound();
        double[] inOrder = new double[order.size()];
        for (int i = 0; i < inOrder.length; i++) {
            inOrder[i] = scores.cosines()[rows.rows().rowSet().positionOf(order.row(i))];
        }
        ExplainingCosines cosines = new ExplainingCosines();
        cosines.add(
                preNorm,
                new NamedRows(rows.label(), order),
                new DefinitionScores(inOrder, new double[0], new double[0]));

        assertThat(cosines.check(findings(Factor.FORWARD, preNorm, 0.5123457), data, subject, running()))
                .singleElement()
                .satisfies(check -> assertThat(check.largest()).isLessThan(1e-6));
    }
}

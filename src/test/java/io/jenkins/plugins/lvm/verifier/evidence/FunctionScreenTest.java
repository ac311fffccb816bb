package io.jenkins.plugins.lvm.verifier.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.diagnosis.Sampling;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Contexts;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Run;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.RowShares;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.evidence.FunctionScreen.Estimate;
import io.jenkins.plugins.lvm.verifier.evidence.FunctionScreen.Exact;
import io.jenkins.plugins.lvm.verifier.evidence.FunctionScreen.Screened;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering.Running;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Functions of a small decoder's weights on 6,010 rows, against runs of each of them on all rows, and real torch. */
class FunctionScreenTest {
    private static final Progress SILENT = new Progress() {};
    private static final String PRE_NORM = "transformer-decoder (pre-norm)";
    private static final int ROWS = 6010;
    private static final int BATCH = 256;

    private static SmallDecoder decoder;
    private static SequenceData sequences;
    private static EvaluationData data;
    private static OpenCheckpoint subject;
    private static ValidationPass pass;
    private static TorchDevice cpu;
    private static List<Run> runs;
    /** Of all rows, in one pass for each. */
    private static List<DefinitionScores> whole;

    @BeforeAll
    static void open() {
        cpu = TorchEngine.start(null, 1).device("cpu");
        decoder = SmallDecoder.open(0);
        sequences = decoder.sequences();
        data = decoder.data();
        subject = decoder.subject();
        pass = new ValidationPass(sequences, rows().rowSet(), data.groups(), List.of());
        try (ForwardPass forward = new ForwardPass(List.of(subject.selection().judging()), subject.weights(), cpu)) {
            pass.run(forward, BATCH, SILENT);
        }
        runs = subject.selection().judging().alterations().stream()
                .map(definition -> new Run(definition, subject.weights(), Contexts.AS_THEY_ARE))
                .toList();
        whole = new ChangedRuns(data, rows(), cpu, BATCH, SILENT).of(runs);
    }

    @AfterAll
    static void close() {
        decoder.close();
    }

    @Test
    void theFunctionThatTheClaimIsOfIsRunOnAllRowsAndGivesWhatAWholeRunGives() throws Exception {
        double torch = JsonParser.parseString(Files.readString(SmallDecoder.FOLDER.resolve("expected.json")))
                .getAsJsonObject()
                .get(PRE_NORM)
                .getAsDouble();

        Screened screened = screened(torch);

        Exact found = exact(screened, PRE_NORM);
        assertThat(mean(found.scores())).isCloseTo(torch, within(1e-6));
        assertThat(mean(found.scores())).isCloseTo(mean(whole.get(number(found.run()))), within(1e-12));
        assertThat(screened.ruledOut()).hasSizeGreaterThan(8).allMatch(estimate -> estimate.rows() <= ROWS / 3);
    }

    @Test
    void noFunctionIsRuledOutThatTheClaimIsOf() {
        for (int i = 0; i < runs.size(); i += 3) {
            Screened screened = screened(mean(whole.get(i)));

            Exact found = exact(screened, runs.get(i).definition().name());
            assertThat(mean(found.scores())).isCloseTo(mean(whole.get(i)), within(1e-12));
            assertThat(found.scores().cosines()).containsExactly(whole.get(i).cosines(), within(1e-6));
        }
    }

    @Test
    void whatIsBesideTheClaimIsRunOnAsManyRowsAsTellIt() {
        int one = IntStream.range(0, runs.size())
                .filter(i -> runs.get(i).definition().name().equals(PRE_NORM))
                .findFirst()
                .orElseThrow();
        List<Integer> rows = List.of(0.08, 0.02, 0.01, 0.003).stream()
                .map(beside -> {
                    Screened screened = screened(mean(whole.get(one)) + beside);
                    assertThat(screened.exact()).extracting(Exact::run).doesNotContain(runs.get(one));
                    Estimate estimate = screened.ruledOut().stream()
                            .filter(each -> each.run().equals(runs.get(one)))
                            .findFirst()
                            .orElseThrow();
                    assertThat(estimate.value()).isCloseTo(mean(whole.get(one)), within(beside));
                    return estimate.rows();
                })
                .toList();

        assertThat(rows).isSorted().startsWith(64);
        assertThat(rows.get(rows.size() - 1)).isBetween(ROWS / 3, ROWS - 1);
    }

    /** The nearer a share comes to all rows, the less it can be off: the last ones are for claims that only nearly all rows tell. */
    @Test
    void sharesAreAllRowsOnceAndEachIsSpreadOverThem() {
        RowShares shares = new RowShares(data, rows(), cpu, BATCH, SILENT);
        int[] all = IntStream.range(0, shares.count())
                .flatMap(share -> Arrays.stream(shares.rows(share).toArray()))
                .toArray();

        assertThat(all).doesNotHaveDuplicates().hasSize(ROWS);
        int before = 0;
        for (int share = 0; share < shares.count(); share++) {
            ValidationRows some = shares.rows(share);
            int size = some.size();
            assertThat(size).isLessThanOrEqualTo(Math.max(64, before));
            for (int tenth = 0; tenth < 10; tenth++) {
                int from = tenth * ROWS / 10;
                int to = (tenth + 1) * ROWS / 10;
                assertThat(Arrays.stream(some.toArray()).filter(row -> row >= from && row < to))
                        .hasSizeBetween(size / 10 - 5, size / 10 + 6);
            }
            before += size;
        }
        assertThat(shares.within(1.0 / 3)).isEqualTo(5);
    }

    private static ValidationRows rows() {
        return subject.split().rows();
    }

    private static double mean(DefinitionScores scores) {
        return scores.mean(subject.kind(), subject.batch());
    }

    private static int number(Run run) {
        return runs.indexOf(run);
    }

    private static Screened screened(double claim) {
        Gap gap = new Gap(
                claim,
                mean(pass.scores(subject.selection().judging(), rows())),
                true,
                new Sampling(Double.NaN, Double.NaN));
        return new FunctionScreen(data, subject, gap, pass, new Running(cpu, cpu, BATCH, SILENT)).screen(runs);
    }

    private static Exact exact(Screened screened, String name) {
        return screened.exact().stream()
                .filter(found -> found.run().definition().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " was ruled out"));
    }
}

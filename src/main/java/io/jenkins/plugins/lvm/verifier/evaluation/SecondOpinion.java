package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.GraphFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.ServingFacts.Side;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Observer;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import java.util.List;
import java.util.Optional;

/** Holds the predictions of the user's ONNX graph, row by row, against those of a definition of the registry. */
public final class SecondOpinion implements Observer {
    private final OpenCheckpoint subject;
    private final FittingDefinition definition;
    private final FittingDefinition graph;
    private final ServingComparison comparison;

    private SecondOpinion(
            OpenCheckpoint subject,
            FittingDefinition definition,
            FittingDefinition graph,
            ServingComparison comparison) {
        this.subject = subject;
        this.definition = definition;
        this.graph = graph;
        this.comparison = comparison;
    }

    /** The comparison with the judging definition, or where the graph judges, with the first other that fits; empty if there is none. */
    static Optional<SecondOpinion> of(EvaluationData data, OpenCheckpoint subject) {
        ForwardSelection selection = subject.selection();
        List<FittingDefinition> all = selection.all();
        if (selection.graph() == null || all.size() < 2) {
            return Optional.empty();
        }
        FittingDefinition graph = selection.graph().definition();
        int other = selection.judging() == graph ? 1 : all.indexOf(graph);
        return Optional.of(new SecondOpinion(
                subject,
                selection.judging() == graph ? all.get(other) : selection.judging(),
                graph,
                ServingComparison.withDefinition(
                        data.sequences().dimension(),
                        all.size(),
                        other,
                        subject.split().rows())));
    }

    @Override
    public void see(Scored batch) {
        comparison.see(batch);
    }

    /** What the comparison found. */
    public GraphFacts facts(ValidationPass pass) {
        ValidationRows rows = subject.split().rows();
        return new GraphFacts(
                side(pass, definition),
                side(pass, graph),
                comparison
                        .facts(side(pass, definition), side(pass, graph), rows, null)
                        .rows());
    }

    private Side side(ValidationPass pass, FittingDefinition of) {
        return new Side(of.name(), pass.scores(of, subject.split().rows()).mean(subject.kind(), subject.batch()));
    }
}

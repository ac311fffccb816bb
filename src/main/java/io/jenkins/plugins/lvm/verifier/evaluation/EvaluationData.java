package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.dataset.DataKeys;
import io.jenkins.plugins.lvm.verifier.dataset.IntegerColumn;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sequences that checkpoints are evaluated on, and which article each of them is from. */
public final class EvaluationData {
    /** Where trainers look for the article of a sequence, and nowhere else. */
    private static final String TRAINERS_SOURCE = "metadata.article_index";

    private final SequenceData sequences;
    private final Optional<IntegerColumn> articles;
    private final ArticleGroups groups;

    /** @param articles article of each row; empty where the data names none */
    public EvaluationData(SequenceData sequences, Optional<IntegerColumn> articles) {
        this.sequences = sequences;
        this.articles = articles;
        this.groups = new ArticleGroups(articles.orElse(null));
    }

    /**
     * Names of the arrays that hold the sequences.
     *
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if inputs are not named as they have to be
     */
    public static DataKeys keys(VerificationRequest request) {
        return RowsOfGraph.keys(request);
    }

    public SequenceData sequences() {
        return sequences;
    }

    /** Article of each row; empty where the data names none. */
    public Optional<IntegerColumn> articles() {
        return articles;
    }

    /** Which rows belong together. */
    public ArticleGroups groups() {
        return groups;
    }

    /** Whether a trainer that looks for articles finds them. */
    public boolean trainersFindArticles() {
        return articles.filter(column -> column.source().equals(TRAINERS_SOURCE))
                .isPresent();
    }

    /**
     * What the report says of it.
     *
     * @param path as the user named it
     * @param rows that were read
     * @param cosines of these rows, as they are stored
     * @param leaked share of them whose target stands in their own context; null where none does
     */
    public Data description(String path, ValidationRows rows, float[] cosines, @Nullable Double leaked) {
        return new Data(
                path,
                sequences.fingerprint(),
                sequences.sequences(),
                sequences.keys(),
                sequences.rowsDigest(rows),
                sequences.scoredRowsDigest(rows, cosines),
                leaked);
    }
}

package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.DataProfileBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.score.BatchGeometry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Takes the statistics of the vectors that a pass reads. */
public final class DataProfiler implements ValidationPass.Observer {
    private final int contextLength;
    private final int dimension;
    private final ArticleGroups groups;
    private final RowSample sample;

    private final double[] sum;
    private final double[] sumOfSquares;
    private final double[] articleSum;
    /** Over articles: the sum of each one's vector sum, times its number of rows. */
    private final double[] weightedSum;

    private long article;
    private long articleRows;
    private double squaredArticleSums;
    private double squaredArticleRows;
    private long rows;
    private double norms;
    private double squaredNorms;
    private double targetNorms;
    private double neighbours;
    private double continuations;

    /** @param rows how many rows the pass has */
    public DataProfiler(int contextLength, int dimension, ArticleGroups groups, int rows) {
        this.contextLength = contextLength;
        this.dimension = dimension;
        this.groups = groups;
        this.sample = new RowSample(rows);
        sum = new double[dimension];
        sumOfSquares = new double[dimension];
        articleSum = new double[dimension];
        weightedSum = new double[dimension];
    }

    @Override
    public void see(Scored batch) {
        for (int row = 0; row < batch.size(); row++) {
            if (sample.holds(batch.place(row))) {
                seeContext(batch.geometry(), row);
                seeTarget(
                        batch.targets(),
                        row * dimension,
                        batch.geometry().targetNorm(row),
                        groups.group(batch.row(row), batch.place(row)));
                rows++;
            }
        }
    }

    private void seeContext(BatchGeometry geometry, int row) {
        for (int position = 0; position < contextLength; position++) {
            double norm = geometry.norm(row, position);
            norms += norm;
            squaredNorms += norm * norm;
            neighbours += position == 0 ? 0 : geometry.withNeighbour(row, position);
        }
        continuations += geometry.withTarget(row, contextLength - 1);
    }

    private void seeTarget(float[] targets, int from, double norm, long group) {
        if (group != article) {
            closeArticle();
            article = group;
        }
        targetNorms += norm;
        articleRows++;
        for (int i = 0; i < dimension; i++) {
            double unit = targets[from + i] / norm;
            sum[i] += unit;
            sumOfSquares[i] += unit * unit;
            articleSum[i] += unit;
        }
    }

    private void closeArticle() {
        for (int i = 0; i < dimension; i++) {
            squaredArticleSums += articleSum[i] * articleSum[i];
            weightedSum[i] += articleRows * articleSum[i];
            articleSum[i] = 0;
        }
        squaredArticleRows += (double) articleRows * articleRows;
        articleRows = 0;
    }

    /** The statistics of what was seen. */
    public DataProfile profile() {
        closeArticle();
        float[] mean = new float[dimension];
        float[] deviations = new float[dimension];
        double crossed = 0;
        double squaredMean = 0;
        for (int i = 0; i < dimension; i++) {
            double value = sum[i] / rows;
            mean[i] = (float) value;
            deviations[i] = (float) Math.sqrt(Math.max(0, sumOfSquares[i] / rows - value * value));
            crossed += weightedSum[i] * value;
            squaredMean += value * value;
        }
        // The sum over articles of the squared distance of its vector sum from what the mean would give.
        double residuals = squaredArticleSums - 2 * crossed + squaredArticleRows * squaredMean;
        long vectors = rows * contextLength;
        double norm = norms / vectors;
        return new DataProfileBuilder()
                .rows(rows)
                .norm(norm)
                .normDeviation(Math.sqrt(Math.max(0, squaredNorms / vectors - norm * norm)))
                .targetNorm(targetNorms / rows)
                .coherence(contextLength == 1 ? 0 : neighbours / (rows * (contextLength - 1)))
                .continuation(continuations / rows)
                .mean(encode(mean))
                .meanError(Math.sqrt(Math.max(0, residuals)) / rows)
                .deviations(encode(deviations))
                .build();
    }

    private static String encode(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}

package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Device;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Software;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.dataset.IntegerColumn;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What all checkpoints of one request share: the data and the engines. Both engines start beside the reading of the data. */
final class VerificationSession implements AutoCloseable {
    private static final String TRAINERS_SOURCE = "metadata.article_index";

    private final VerificationRequest request;
    private final SequenceData data;
    private final IntegerColumn articles;
    private final SplitChooser splits;
    private final ArticleRuns articleRuns;
    private final TorchEngine engine;
    private final TorchDevice device;
    private final double startupSeconds;

    private VerificationSession(
            final VerificationRequest request,
            final SequenceData data,
            final IntegerColumn articles,
            final TorchEngine engine,
            final TorchDevice device,
            final double startupSeconds) {
        this.request = request;
        this.data = data;
        this.articles = articles;
        this.splits = new SplitChooser(request, data.sequences(), articles);
        this.articleRuns = new ArticleRuns(articles);
        this.engine = engine;
        this.device = device;
        this.startupSeconds = startupSeconds;
    }

    /**
     * Opens the data and starts the engines.
     *
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if the data cannot be read or the device is not there
     */
    static VerificationSession open(final VerificationRequest request) {
        final Stopwatch watch = new Stopwatch();
        final CompletableFuture<Void> scoring = CompletableFuture.runAsync(RowScorer::start);
        final CompletableFuture<TorchEngine> torch = CompletableFuture.supplyAsync(() ->
                TorchEngine.start(request.libtorch() == null ? null : Path.of(request.libtorch()), request.threads()));
        final SequenceData data = SequenceData.open(Path.of(request.data()));
        try {
            final IntegerColumn articles = data.articles().column().orElse(null);
            final TorchEngine engine = join(torch);
            final TorchDevice device = engine.device(request.device());
            join(scoring);
            return new VerificationSession(request, data, articles, engine, device, watch.total());
        } catch (RuntimeException | Error e) {
            data.close();
            throw e;
        }
    }

    private static <T> T join(final CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (final CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    VerificationRequest request() {
        return request;
    }

    SequenceData data() {
        return data;
    }

    /** Article of each row, or null where the data names none. */
    IntegerColumn articles() {
        return articles;
    }

    /** Whether a trainer that looks for articles finds them: trainers look in {@code metadata} only. */
    boolean trainersFindArticles() {
        return articles != null && articles.source().equals(TRAINERS_SOURCE);
    }

    ArticleRuns articleRuns() {
        return articleRuns;
    }

    SplitChooser splits() {
        return splits;
    }

    TorchDevice device() {
        return device;
    }

    Device deviceDescription() {
        return new Device(request.device(), device.used(), device.name());
    }

    /** Seconds until data and engines were ready. */
    double startupSeconds() {
        return startupSeconds;
    }

    Software software() {
        return new Software(
                Verifier.version(),
                engine.version(),
                TorchEngine.djlVersion(),
                RowScorer.libraryVersion(),
                System.getProperty("java.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }

    @Override
    public void close() {
        data.close();
    }
}

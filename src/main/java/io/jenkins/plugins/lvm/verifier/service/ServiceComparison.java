package io.jenkins.plugins.lvm.verifier.service;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Conclusion;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Errors;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Rows;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.AcceptanceSample;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.KeptRows;
import io.jenkins.plugins.lvm.verifier.service.ServiceClient.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks a service for rows in the order of their draw until the answer is certain: a row differs, or as many as {@link AcceptanceSample}
 * says were the same. A service that gives one request after the other no usable answer is left alone.
 */
public final class ServiceComparison {
    /** Rows answered on which the name of what the service computes rests. */
    private static final int NAMING_ROWS = 10;
    /** Rows of a request at most while nothing was answered, whatever the template's batch: what computes something else shows it here. */
    private static final int FIRST_ROWS = 16;
    /** Requests in a row without a usable answer after which no more are sent. */
    private static final int GIVE_UP = 5;

    private final ServiceRequest asked;
    private final ServiceTemplate template;
    private final Subject subject;
    private final int components;
    private final AnsweredRows answered;
    private final Latencies latencies;
    private final Map<ServiceFailure.Kind, Errors> errors = new EnumMap<>(ServiceFailure.Kind.class);
    private int rowsAsked;
    private int failedInARow;

    /**
     * What the service is held against.
     *
     * @param rows drawn rows with the predictions of the fitting definitions, the verified one first
     * @param order the same rows in the order of the draw
     * @param definitions names of these definitions
     * @param dimension components of a vector
     * @param population rows that were drawn from
     * @param seed of the draw
     * @param attested cosines that were attested, by the order of the draw, where the rows hold targets in place of predictions; null
     *     where they hold predictions
     */
    public record Subject(
            KeptRows rows,
            ValidationRows order,
            List<String> definitions,
            int dimension,
            int population,
            long seed,
            float @Nullable [] attested) {}

    /** A request on its way, for the rows from one position to another. */
    private record Sent(int from, int to, Future<Reply> reply) {}

    private ServiceComparison(ServiceRequest asked, Subject subject) {
        this.asked = asked;
        this.template = ServiceTemplate.of(asked.template());
        this.subject = subject;
        this.components = template.componentsOf(subject.dimension());
        if (subject.attested() != null && components != subject.dimension()) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The template compares " + components + " of " + subject.dimension()
                            + " components, and attested cosines are of all of them.",
                    "Compare with the checkpoint: leave --attestation out.");
        }
        this.answered = new AnsweredRows(
                subject.rows(),
                subject.dimension(),
                template.answer().normalized() ? RowMeasure.DIRECTION : RowMeasure.RELATIVE,
                asked.tolerance(),
                subject.attested());
        this.latencies = new Latencies(asked.limits().connections());
    }

    /**
     * Looks at all that can be wrong with a request before there is a checkpoint.
     *
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if template, headers or certificates cannot be used
     */
    public static void requireUsable(ServiceRequest asked, BoundHeaders bound) {
        ServiceTemplate.of(asked.template());
        client(asked, bound).close();
    }

    /**
     * Asks the service.
     *
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if template, headers or certificates cannot be used
     * @throws CancellationException if the calling thread is interrupted
     */
    public static ServiceCheck run(ServiceRequest asked, BoundHeaders bound, Subject subject, Progress progress) {
        return new ServiceComparison(asked, subject).run(bound, progress);
    }

    private static ServiceClient client(ServiceRequest asked, BoundHeaders bound) {
        return new ServiceClient(asked, RequestHeaders.of(asked.headers(), System::getenv, bound));
    }

    private ServiceCheck run(BoundHeaders bound, Progress progress) {
        try (ServiceClient client = client(asked, bound)) {
            ask(client, progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted").initCause(e);
        }
        Conclusion conclusion = answered.differ()
                ? Conclusion.DIFFERENT
                : answered.size() == subject.rows().size() ? Conclusion.SAME : Conclusion.UNDECIDED;
        return new ServiceCheck(
                asked.publicUrl(),
                template.name(),
                conclusion,
                new Rows(
                        subject.population(),
                        subject.rows().size(),
                        rowsAsked,
                        answered.size(),
                        subject.seed(),
                        AcceptanceSample.SHARE,
                        AcceptanceSample.RISK),
                answered.summary(),
                List.copyOf(errors.values()),
                latencies.summary(),
                conclusion == Conclusion.DIFFERENT
                        ? answered.computes(subject.definitions()).orElse(null)
                        : null);
    }

    private void ask(ServiceClient client, Progress progress) throws InterruptedException {
        Deque<Sent> onTheirWay = new ArrayDeque<>();
        // A service that computes something else shows it at once: one request before there are several.
        int atOnce = 1;
        while (true) {
            while (onTheirWay.size() < atOnce && goesOn()) {
                onTheirWay.add(send(client));
            }
            Sent next = onTheirWay.poll();
            if (next == null) {
                return;
            }
            take(next);
            progress.rows(next.to(), subject.rows().size());
            atOnce = asked.limits().connections();
        }
    }

    private boolean goesOn() {
        boolean certain = answered.differ() && rowsAsked >= NAMING_ROWS;
        return rowsAsked < subject.rows().size() && !certain && failedInARow < GIVE_UP;
    }

    private Sent send(ServiceClient client) {
        int from = rowsAsked;
        int most = template.contextsPerRequest();
        int to = Math.min(subject.rows().size(), from + (answered.size() == 0 ? Math.min(most, FIRST_ROWS) : most));
        List<float[]> contexts = new ArrayList<>();
        for (int position = from; position < to; position++) {
            contexts.add(subject.rows().context(position));
        }
        rowsAsked = to;
        return new Sent(
                from,
                to,
                client.send(
                        template.request(contexts, subject.dimension()),
                        ServiceAnswer.largest(contexts.size(), components)));
    }

    private void take(Sent sent) throws InterruptedException {
        try {
            Reply reply = sent.reply().get();
            double[][] predictions = ServiceAnswer.read(reply.body(), template, sent.to() - sent.from(), components);
            latencies.add(reply.nanos());
            for (int i = 0; i < predictions.length; i++) {
                int position = sent.from() + i;
                answered.add(position, subject.order().row(position), predictions[i]);
            }
            failedInARow = 0;
        } catch (ServiceFailure e) {
            failed(e, sent);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServiceFailure failure) {
                failed(failure, sent);
            } else if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            } else {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private void failed(ServiceFailure failure, Sent sent) {
        failedInARow++;
        errors.merge(
                failure.kind(),
                new Errors(failure.kind().name(), sent.to() - sent.from(), failure.getMessage()),
                (before, more) -> new Errors(before.kind(), before.rows() + more.rows(), before.example()));
    }
}

package io.jenkins.plugins.lvm.verifier.service;

import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.service.ServiceFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to one address over a bounded number of connections, each as often as the limits allow. Redirects are not followed,
 * and there are neither cookies nor a store of passwords, so that nothing goes to another host.
 */
final class ServiceClient implements AutoCloseable {
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final int OK = 200;

    private final URI address;
    private final RequestHeaders headers;
    private final ServiceRequest.Limits limits;
    private final HttpClient client;
    private final ExecutorService senders;
    private final Sleeper sleeper;
    private final Random jitter;

    /** Waits for some milliseconds. */
    interface Sleeper {
        void sleep(long millis) throws InterruptedException;
    }

    /** @param asked for which service, with the certificates it is trusted by */
    ServiceClient(ServiceRequest asked, RequestHeaders headers) {
        this(asked, headers, Thread::sleep, new Random());
    }

    ServiceClient(ServiceRequest asked, RequestHeaders headers, Sleeper sleeper, Random jitter) {
        this.sleeper = sleeper;
        this.jitter = jitter;
        this.address = URI.create(asked.url());
        this.headers = headers;
        this.limits = asked.limits();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(limits.timeoutSeconds()));
        if (asked.certificates() != null) {
            builder.sslContext(TrustedCertificates.context(Path.of(asked.certificates())));
        }
        this.client = builder.build();
        this.senders = Executors.newFixedThreadPool(limits.connections(), work -> {
            Thread thread = new Thread(work, "service client");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * A body that was answered with status 200.
     *
     * @param nanos from sending the request that was answered until its body was there
     */
    record Reply(byte[] body, long nanos) {}

    /**
     * Sends a request when a connection is free.
     *
     * @param largest bytes of the body
     * @return fails with {@link ServiceFailure}
     */
    Future<Reply> send(String body, int largest) {
        return senders.submit(() -> persist(body, largest));
    }

    /**
     * Tries again after waits that double, each anywhere up to its length.
     *
     * @see <a href="https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/">M. Brooker, Timeouts, retries and
     *     backoff with jitter</a>
     */
    private Reply persist(String body, int largest) throws ServiceFailure, InterruptedException {
        Duration wait = FIRST_WAIT;
        for (int tries = 1; ; tries++) {
            try {
                return once(body, largest);
            } catch (ServiceFailure e) {
                if (!e.mayPass() || tries >= limits.tries()) {
                    throw e;
                }
            }
            sleeper.sleep((long) (jitter.nextDouble() * wait.toMillis()));
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
        }
    }

    private Reply once(String body, int largest) throws ServiceFailure, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .setHeader("Content-Type", "application/json")
                .setHeader("Accept", "application/json")
                .setHeader("User-Agent", "lvm-verify")
                .POST(BodyPublishers.ofString(body));
        headers.addTo(request);
        long sent = System.nanoTime();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request.build(), response -> new BoundedBody(largest));
        try {
            HttpResponse<byte[]> response = exchange.get(limits.timeoutSeconds(), TimeUnit.SECONDS);
            long nanos = System.nanoTime() - sent;
            requireOk(response.statusCode());
            if (response.body() == BoundedBody.TOO_LARGE) {
                throw new ServiceFailure(
                        Kind.TOO_LARGE, "its answer is larger than " + largest + " bytes, which no predictions are");
            }
            return new Reply(response.body(), nanos);
        } catch (TimeoutException e) {
            throw new ServiceFailure(
                    Kind.TIMEOUT, "no complete answer came within " + limits.timeoutSeconds() + " seconds");
        } catch (ExecutionException e) {
            throw failure(Objects.requireNonNullElse(e.getCause(), e));
        } finally {
            exchange.cancel(true);
        }
    }

    private static void requireOk(int status) throws ServiceFailure {
        if (status == OK) {
            return;
        }
        Kind kind =
                switch (status) {
                    case 408, 425, 429, 500, 502, 503, 504 -> Kind.BUSY;
                    case 301, 302, 303, 307, 308 -> Kind.REDIRECT;
                    default -> Kind.STATUS;
                };
        throw new ServiceFailure(
                kind,
                kind == Kind.REDIRECT
                        ? "it sends elsewhere with status " + status + ", which is not followed"
                        : "it answers with status " + status);
    }

    private static ServiceFailure failure(@Nullable Throwable cause) {
        if (cause instanceof SSLException) {
            return new ServiceFailure(Kind.TLS, "TLS cannot be set up, such as for a certificate that is not trusted");
        }
        if (cause instanceof HttpTimeoutException) {
            return new ServiceFailure(Kind.TIMEOUT, "no connection was made in time");
        }
        if (cause instanceof ConnectException || cause instanceof UnresolvedAddressException) {
            return new ServiceFailure(Kind.CONNECTION, "nothing listens at its address");
        }
        return new ServiceFailure(
                Kind.CONNECTION,
                cause instanceof IOException
                        ? "the connection ended before the answer was complete"
                        : "the request failed");
    }

    @Override
    public void close() {
        senders.shutdownNow();
    }
}

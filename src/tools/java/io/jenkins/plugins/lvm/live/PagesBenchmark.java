package io.jenkins.plugins.lvm.live;

import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.report.history.LongHistory;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Times the pages of a job with 10,000 verified builds, as a client on the same machine sees them. */
public final class PagesBenchmark {
    private static final int BUILDS = 10_000;
    private static final int ROUNDS = 20;

    private PagesBenchmark() {}

    public static void main(final String[] args) throws Exception {
        try (ControllerProcess controller = new ControllerProcess(Host.chosen(), "benchmark")) {
            controller.start();
            controller.createJob("years", "<project><builders/><publishers/><buildWrappers/></project>");
            final Path root = Path.of(controller.script("print hudson.model.Hudson.instance.getItem('years').rootDir"));
            LongHistory.write(Files.createDirectories(root.resolve("builds")), BUILDS);
            controller.script("hudson.model.Hudson.instance.getItem('years').updateTransientActions()");
            // The Java VM and the pages' templates warm up on another job.
            new SampleJob("warm")
                    .build("gru", new SampleVerification("a.pt", "gru-stack", 0.5, 1).claiming(0.5))
                    .create(controller, Instant.now());
            final Map<String, String> pages = new LinkedHashMap<>();
            pages.put("history page, newest first", "lvm-verification/");
            pages.put("history page, sorted by change", "lvm-verification/?sort=change&order=asc");
            pages.put("data of the chart", "lvm-verification/trend.json");
            pages.put("job page", "");
            System.out.println("| page | first, ms | median of " + ROUNDS + ", ms | slowest, ms | size, kB |");
            System.out.println("|---|---|---|---|---|");
            for (int i = 0; i < ROUNDS; i++) {
                for (final String page : pages.values()) {
                    controller.text("job/warm/" + page);
                }
            }
            for (final Map.Entry<String, String> page : pages.entrySet()) {
                // Forgets what was read: the history file and its folder are read anew.
                Files.setLastModifiedTime(
                        root.resolve("builds/lvm-verification.history"),
                        FileTime.fromMillis(System.currentTimeMillis() - 60_000));
                final double first = millis(controller, page.getValue());
                final double[] times = new double[ROUNDS];
                for (int i = 0; i < ROUNDS; i++) {
                    times[i] = millis(controller, page.getValue());
                }
                Arrays.sort(times);
                final HttpResponse<String> answer = controller.get("job/years/" + page.getValue());
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %.0f | %.0f | %.0f | %d |%n",
                        page.getKey(),
                        first,
                        times[ROUNDS / 2],
                        times[ROUNDS - 1],
                        answer.body().length() / 1000);
            }
        }
    }

    private static double millis(final ControllerProcess controller, final String page) throws Exception {
        final long start = System.nanoTime();
        controller.text("job/years/" + page);
        return (System.nanoTime() - start) / 1e6;
    }
}

package io.jenkins.plugins.lvm.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes pictures of the demo's pages, in light and dark, for people to look at and for the documentation. */
public final class Pictures {
    private static final int WIDTH = 1280;

    private Pictures() {}

    /** Takes the folder to put them into. */
    public static void main(final String[] args) throws Exception {
        final Path folder = Files.createDirectories(Path.of(args[0]));
        try (ControllerProcess controller = new ControllerProcess(Host.chosen(), "pictures")) {
            controller.start();
            Incident.create(controller, Instant.parse("2026-11-01T06:00:00Z"));
            try (Browser browser = new Browser(controller)) {
                browser.size(WIDTH, 900);
                take(browser, folder, "light");
                browser.dark();
                take(browser, folder, "dark");
            }
        }
    }

    private static Map<String, String> pages() {
        final String release = "job/release-check/";
        final String last = release + Incident.BUILDS + "/";
        final Map<String, String> pages = new LinkedHashMap<>();
        pages.put("dashboard", "lvm-verification/");
        pages.put("trend", release + "lvm-verification/");
        pages.put("trend-one-model", "job/transformer-nightly/lvm-verification/");
        pages.put("job", release);
        pages.put("build", last);
        pages.put("checkpoints", last + "lvm-verification/");
        pages.put("broken", last + "lvm-verification/checkpoint/model-3/");
        pages.put("ambiguous", "job/amn-nightly/" + Incident.BUILDS + "/lvm-verification/checkpoint/model-1/");
        pages.put("healthy", "job/gru-nightly/" + Incident.BUILDS + "/lvm-verification/checkpoint/model-1/");
        pages.put("column", "view/models/");
        return pages;
    }

    private static void take(final Browser browser, final Path folder, final String theme) throws IOException {
        for (final Map.Entry<String, String> page : pages().entrySet()) {
            Files.write(
                    folder.resolve(page.getKey() + "-" + theme + ".png"),
                    browser.open(page.getValue()).picture());
        }
    }
}

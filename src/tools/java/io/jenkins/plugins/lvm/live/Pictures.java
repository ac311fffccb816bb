package io.jenkins.plugins.lvm.live;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Takes pictures of the demo's pages, in light and dark, for people to look at and for the documentation. */
public final class Pictures {
    private static final int WIDTH = 1320;
    private static final String LAST = "job/release-check/" + Incident.BUILDS + "/";

    /**
     * A page worth a picture.
     *
     * @param part the part of it to show; null for the whole page
     * @param height of the picture at most, pixels
     */
    private record Page(String name, String path, String part, int height) {}

    private static final List<Page> PAGES = List.of(
            new Page("dashboard", "lvm-dashboard/", ".lvm-page", 1000),
            new Page("trend", "job/release-check/lvm-verification/", ".lvm-page", 760),
            new Page("broken", LAST + "lvm-verification/checkpoint/model-3/", ".lvm-page", 1260),
            new Page(
                    "compare",
                    "job/release-check/lvm-verification/compare?series=amn+on+cpu&from=23&to=24",
                    ".lvm-page",
                    1060),
            new Page("job", "job/release-check/", null, 900),
            new Page("build", LAST, null, 900),
            new Page("ambiguous", "job/amn-nightly/30/lvm-verification/checkpoint/model-1/", ".lvm-page", 5000),
            new Page("suspicious", "job/transformer-nightly/lvm-verification/", null, 5000),
            new Page("list", "view/models/", null, 900));

    private Pictures() {}

    /** Takes the folder to put them into. */
    public static void main(final String[] args) throws Exception {
        final Path folder = Files.createDirectories(Path.of(args[0]));
        try (ControllerProcess controller = new ControllerProcess(Host.chosen(), "pictures")) {
            controller.start();
            Incident.create(controller, Instant.parse("2026-11-01T06:00:00Z"));
            try (Browser browser = new Browser(controller)) {
                browser.size(WIDTH, 900);
                take(browser, folder, "");
                browser.dark();
                take(browser, folder, "-dark");
            }
        }
    }

    private static void take(final Browser browser, final Path folder, final String suffix) throws Exception {
        for (final Page page : PAGES) {
            final byte[] picture = browser.open(page.path()).picture(page.part(), page.height());
            Files.write(folder.resolve(page.name() + suffix + ".png"), picture);
        }
    }
}

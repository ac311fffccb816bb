package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.report.history.LongHistory;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The pages as a browser shows them. */
@ExtendWith(LiveController.class)
@TestInstance(Lifecycle.PER_CLASS)
class PagesIT {
    private static final String DASHBOARD = "lvm-dashboard/";
    /** Below a job or a build; at the root, where the dashboard was before, it answers as well. */
    private static final String HISTORY = "lvm-verification/";

    private static final String RELEASE = "job/release-check/";
    private static final String LAST = RELEASE + Incident.BUILDS + "/";
    private static final String BROKEN = LAST + HISTORY + "checkpoint/model-3/";
    private static final String COMPARE = RELEASE + HISTORY + "compare?series=amn+on+cpu&from=23&to=24";
    private static final String CHART = ".lvm-trend__chart";
    private static final String EVIL =
            "<img src=x onerror=\"window.pwned=1\">'\"><script>window.pwned=1</script>${7*7}";

    private final ControllerProcess controller;
    private Browser browser;

    PagesIT(final ControllerProcess controller) {
        this.controller = controller;
    }

    @BeforeAll
    void setUp() throws Exception {
        browser = new Browser(controller);
        Incident.create(controller, Instant.now());
        hostile().create(controller, Instant.now());
        new SampleJob("one-build").build("gru", sample("gru", 0.55)).create(controller, Instant.now());
        installPolicy();
    }

    @AfterEach
    void plainAgain() {
        browser.light();
        browser.size(1280, 900);
    }

    @AfterAll
    void tearDown() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    private static SampleVerification sample(final String model, final double actual) {
        return new SampleVerification("models/" + model + "/best_model.pt", model + "-stack", actual, 7)
                .claiming(actual);
    }

    /** Every text that an agent or a user can choose is hostile, as far as the host lets it through. */
    private static SampleJob hostile() {
        final Finding finding = new Finding(EVIL, Severity.WARNING, EVIL, EVIL, Map.of(EVIL, List.of(EVIL)), 0.5);
        return new SampleJob(hostileName())
                .build(
                        EVIL,
                        new SampleVerification(EVIL, EVIL, 0.5, 9)
                                .claiming(0.51)
                                .on(EVIL + "/" + EVIL, 10)
                                .device(EVIL)
                                .alternative(EVIL + "2", 0.2)
                                .finding(finding))
                .build(
                        EVIL,
                        new SampleVerification(EVIL, EVIL, 0.5, 9).claiming(0.7).device(EVIL))
                .build("other", sample("other", 0.5));
    }

    /** Hosts refuse brackets in names of jobs. */
    private static String hostileName() {
        return "it's \"odd\" onfocus='window.pwned=1'";
    }

    private static String url(final String job) {
        return "job/" + URLEncoder.encode(job, StandardCharsets.UTF_8).replace("+", "%20") + "/";
    }

    /** Where the browser says so, pages come under a strict policy, as future controllers set it. */
    private void installPolicy() throws Exception {
        final String servlet = controller.host().isCurrent() ? "jakarta.servlet" : "javax.servlet";
        controller.script(
                """
                import hudson.util.PluginServletFilter
                PluginServletFilter.addFilter([
                  init: { config -> },
                  destroy: { -> },
                  doFilter: { request, response, chain ->
                    if (request.getHeader('Cookie')?.contains('strict-policy=1')) {
                      response.setHeader('Content-Security-Policy', "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:")
                    }
                    chain.doFilter(request, response)
                  }
                ] as %s.Filter)
                """
                        .formatted(servlet));
    }

    private JsonArray history(final String job) throws Exception {
        return controller.json(job + HISTORY).getAsJsonArray("history");
    }

    private static List<JsonObject> series(final JsonArray history, final String model) {
        final List<JsonObject> oldestFirst = new ArrayList<>();
        for (final JsonElement element : history) {
            if (element.getAsJsonObject().get("model").getAsString().equals(model)) {
                oldestFirst.add(0, element.getAsJsonObject());
            }
        }
        return oldestFirst;
    }

    private static String cosine(final JsonObject line, final String field) {
        return String.format(Locale.ROOT, "%.4f", line.get(field).getAsDouble());
    }

    private double ring(final String side) {
        return Double.parseDouble(
                ((String) browser.script("return document.querySelector('.lvm-ring').style[arguments[0]]", side))
                        .replace("px", ""));
    }

    /** Colour of the chart at a place, as "r,g,b". */
    private String pixel(final double x, final double y) {
        return (String) browser.script(
                "return [...document.querySelector('.lvm-trend canvas').getContext('2d')"
                        + ".getImageData(arguments[0] * devicePixelRatio, arguments[1] * devicePixelRatio, 1, 1).data.slice(0, 3)].join()",
                Math.round(x),
                Math.round(y));
    }

    private String colour(final String variable) {
        return (String) browser.script(
                """
                const probe = document.createElement('span');
                probe.style.color = `var(${arguments[0]})`;
                document.querySelector('.lvm-trend').append(probe);
                const canvas = document.createElement('canvas').getContext('2d');
                canvas.fillStyle = getComputedStyle(probe).color;
                canvas.fillRect(0, 0, 1, 1);
                probe.remove();
                return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].join();
                """,
                variable);
    }

    @Test
    void trendIsDrawnWithTheNumbersOfTheRemoteApi() throws Exception {
        browser.errors();
        browser.open(RELEASE + HISTORY);
        final List<JsonObject> amn = series(history(RELEASE), Incident.AMN);
        assertThat(amn).hasSize(Incident.BUILDS);
        browser.focus(CHART);
        browser.press(Keys.HOME);
        while (!browser.text(".lvm-trend__status").startsWith("amn on cpu")) {
            browser.press(Keys.ARROW_DOWN);
        }
        final List<double[]> places = new ArrayList<>();
        for (final JsonObject line : amn) {
            assertThat(browser.text(".lvm-trend__status"))
                    .startsWith("amn on cpu, build " + line.get("build").getAsInt() + ",")
                    .contains("claim " + cosine(line, "claim"), "actual " + cosine(line, "actual"))
                    .endsWith(line.get("verdict").getAsString());
            places.add(new double[] {ring("left"), ring("top")});
            browser.press(Keys.ARROW_RIGHT);
        }

        // Marks stand on one scale: where they are is linear in build and cosine.
        final double[] first = places.get(0);
        final double[] last = places.get(amn.size() - 1);
        final double perCosine = (last[1] - first[1])
                / (amn.get(amn.size() - 1).get("actual").getAsDouble()
                        - amn.get(0).get("actual").getAsDouble());
        for (int i = 0; i < amn.size(); i++) {
            final double expected = first[1]
                    + perCosine
                            * (amn.get(i).get("actual").getAsDouble()
                                    - amn.get(0).get("actual").getAsDouble());
            assertThat(places.get(i)[1]).isCloseTo(expected, within(0.5));
            assertThat(places.get(i)[0]).isCloseTo(first[0] + i * (last[0] - first[0]) / (amn.size() - 1), within(0.5));
            final boolean failed = amn.get(i).get("verdict").getAsString().equals("FAILED");
            assertThat(pixel(places.get(i)[0], places.get(i)[1]))
                    .as("mark of build %d", i + 1)
                    .isEqualTo(colour(failed ? "--lvm-failed" : "--lvm-passed"));
        }
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void pointerOverAMarkTellsItsNumbersAndAClickOpensIt() throws Exception {
        browser.open(RELEASE + HISTORY);
        browser.focus(CHART);
        browser.press(Keys.END);
        while (!browser.text(".lvm-trend__status").startsWith("amn on cpu")) {
            browser.press(Keys.ARROW_DOWN);
        }
        final double x = ring("left");
        final double y = ring("top");
        browser.script("document.activeElement.blur()");
        assertThat(browser.find(".lvm-tooltip").isDisplayed()).isFalse();

        browser.point(CHART, x + 3, y - 3);

        assertThat(browser.text(".lvm-tooltip"))
                .contains("amn on cpu, build 30", "claim 0.5329", "actual -0.0073 ± ", "gap -0.5402", "FAILED");
        browser.click();
        browser.await("the checkpoint's page", () -> browser.path().equals(BROKEN));
        assertThat(browser.text(".lvm-headline")).contains("FAILED", "claims 0.5329, reaches -0.0073");
    }

    @Test
    void pointerFarFromEveryMarkTellsNothing() {
        browser.open(RELEASE + HISTORY);
        browser.point(CHART, 300, 250);
        assertThat(browser.find(".lvm-tooltip").isDisplayed()).isFalse();
    }

    @Test
    void everythingIsReachedByKeyboardAndShowsItsFocus() {
        browser.open(RELEASE + HISTORY);
        final List<String> wanted = List.of(
                CHART,
                "#lvm-series",
                ".lvm-filter button",
                "th[aria-sort] > a[href*='sort=change']",
                "#lvm-history tr:nth-child(1) .lvm-model a");
        assertThat(browser.tabStops(".lvm-page h1", wanted)).isEqualTo(wanted);

        browser.focus(CHART);
        browser.press(Keys.END);
        assertThat(browser.find(".lvm-tooltip").isDisplayed()).isTrue();
        browser.press(Keys.ESCAPE);
        assertThat(browser.find(".lvm-tooltip").isDisplayed()).isFalse();
        browser.press(Keys.END, Keys.ENTER);
        browser.await("the checkpoint's page", () -> browser.path().startsWith(LAST + HISTORY + "checkpoint/"));
    }

    @Test
    void tableHasTheNumbersSortsAndFilters() throws Exception {
        final List<JsonObject> amn = series(history(RELEASE), Incident.AMN);
        browser.open(RELEASE + HISTORY);
        browser.script("document.querySelector('#lvm-series').value = 'amn on cpu'");
        browser.find(".lvm-filter button").click();
        browser.await("the filtered page", () -> browser.path().contains("series=amn"));
        assertThat(browser.text("#lvm-total")).isEqualTo("30 verified checkpoints");
        assertThat(browser.texts("#lvm-history tbody td:nth-child(4)"))
                .hasSize(30)
                .first()
                .isEqualTo(cosine(amn.get(29), "actual"));

        browser.find("a.lvm-sort[href*='sort=change']").click();
        browser.find("a.lvm-sort[href*='sort=change']").click();
        browser.await("the order turned round", () -> browser.path().contains("order=asc"));
        assertThat(browser.path()).contains("series=amn");
        final JsonObject fall = amn.get(23);
        assertThat(browser.text("#lvm-history tbody tr:first-child"))
                .contains("#24", "FAILED")
                .contains(String.format(
                        Locale.ROOT,
                        "%+.4f",
                        fall.get("actual").getAsDouble()
                                - amn.get(22).get("actual").getAsDouble()));
        assertThat(browser.find("th[aria-sort='ascending']").getText()).startsWith("Change");
        assertThat(browser.text("#lvm-history tbody tr:last-child .lvm-build a"))
                .isEqualTo("#1");
    }

    @Test
    void buildPageHasOneLineForEachCheckpoint() {
        browser.open(LAST);
        assertThat(browser.texts(".lvm-page tbody tr"))
                .hasSize(3)
                .anyMatch(line -> line.matches("(?s)FAILED\\sGap below, skill\\samn cpu 0\\.5329 -0\\.0073 -0\\.5402"));
        browser.find("a[href$='checkpoint/model-3/']").click();
        assertThat(browser.text(".lvm-finding")).contains("wrong forward definition", "explains", "100% of the gap");
        assertThat(browser.texts(".lvm-table tbody tr"))
                .anyMatch(line -> line.startsWith("Gap below") && line.contains("> 0.0500 UNSTABLE, > 0.1000 FAILED"));
        assertThat(browser.find("svg.lvm-histogram").getAttribute("aria-label")).contains("2,000 rows", "claim 0.5329");
        assertThat(browser.all("svg.lvm-histogram rect.lvm-bar")).hasSizeGreaterThan(10);
    }

    @Test
    void checkpointIsShownInSectionsThatFitAScreen() {
        browser.open(BROKEN);
        assertThat((List<?>)
                        browser.script("return [...document.querySelectorAll('.lvm-section')].map((one) => one.id)"))
                .isEqualTo(List.of("lvm-summary", "lvm-why", "lvm-gates", "lvm-distribution", "lvm-provenance"));
        assertThat((List<?>) browser.script("return [...document.querySelectorAll('.lvm-section')]"
                        + ".filter((one) => one.getBoundingClientRect().height > innerHeight).map((one) => one.id)"))
                .isEmpty();
        assertThat(browser.texts(".lvm-numbers dd")).containsExactly("0.5329", "-0.0073", "-0.5402");
        // Beside the figures, and in sight with them.
        assertThat(
                        (Boolean)
                                browser.script(
                                        """
                        const place = (css) => document.querySelector(css).getBoundingClientRect();
                        return place('svg.lvm-histogram').left >= place('.lvm-numbers').right
                          && place('svg.lvm-histogram').bottom <= innerHeight;
                        """))
                .isTrue();
        browser.find(".lvm-jumps a[href='#lvm-gates']").click();
        browser.await(
                "the gates",
                () -> (Boolean)
                        browser.script(
                                "const place = document.querySelector('#lvm-gates').getBoundingClientRect(); return place.top >= 0 && place.top < innerHeight / 2"));
    }

    /** What a reader of a telephone sees first. */
    @Test
    void verdictComesBeforeLinksOnANarrowPage() {
        browser.size(400, 900);
        browser.open(BROKEN);
        assertThat(
                        (Boolean)
                                browser.script(
                                        "return document.querySelector('.lvm-headline .lvm-verdict').getBoundingClientRect().bottom < 300"))
                .isTrue();
        assertThat(
                        (List<?>)
                                browser.script(
                                        "return [...document.querySelectorAll('.lvm-page .lvm-verdict, .lvm-numbers dd')]"
                                                + ".map((one) => [one, one.getBoundingClientRect()])"
                                                + ".filter(([one, place]) => place.height > 40 || place.right > innerWidth).map(([one]) => one.outerHTML)"))
                .isEmpty();
    }

    @Test
    void twoBuildsAreComparedRowByRow() throws Exception {
        final float[] before = cosines(RELEASE + "23/");
        final float[] after = cosines(RELEASE + "24/");
        int most = 0;
        double sum = 0;
        for (int i = 0; i < before.length; i++) {
            sum += (double) after[i] - before[i];
            most = Math.abs(after[i] - before[i]) > Math.abs(after[most] - before[most]) ? i : most;
        }
        browser.errors();
        browser.open(COMPARE);
        assertThat(browser.texts("#lvm-compared tbody .lvm-build a")).containsExactly("#23", "#24");
        assertThat(browser.texts(".lvm-numbers dd"))
                .startsWith("2,000", String.format(Locale.ROOT, "%+.4f", sum / before.length));
        assertThat(browser.texts("#lvm-changed tbody tr"))
                .hasSize(20)
                .first()
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "%,d %.4f %.4f %+.4f",
                        most,
                        before[most],
                        after[most],
                        (double) after[most] - before[most]));
        assertThat(browser.all("svg.lvm-scatter circle")).hasSizeBetween(500, 2500);
        assertThat(browser.find("svg.lvm-scatter").getAttribute("aria-label")).isEqualTo("2,000 rows: #24 / #23");
        assertThat(browser.errors()).noneMatch(message -> message.contains("lvm-"));

        browser.open(BROKEN);
        browser.find(".lvm-jumps a[href*='compare']").click();
        browser.await("the comparison", () -> browser.path().contains("compare?series=amn+on+cpu&to=30"));
        assertThat(browser.texts("#lvm-compared tbody .lvm-build a")).containsExactly("#29", "#30");
    }

    private float[] cosines(String build) throws Exception {
        try (InputStream in = controller
                .url(build + HISTORY + "checkpoint/model-3/cosines.f32")
                .toURL()
                .openStream()) {
            final float[] cosines = new float[2000];
            ByteBuffer.wrap(in.readAllBytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(cosines);
            return cosines;
        }
    }

    @Test
    void whoReadsGermanSeesGermanPages() {
        browser.language("de");
        try {
            browser.open(BROKEN);
            assertThat(browser.text(".lvm-headline .lvm-verdict")).contains("DURCHGEFALLEN");
            assertThat(browser.find("svg.lvm-histogram").getAttribute("aria-label"))
                    .startsWith("Histogramm der Kosinus von ");
            assertThat(browser.texts(".lvm-numbers dt")).containsExactly("Behauptet", "Gemessen", "Abstand");
            assertThat(browser.texts(".lvm-section h2"))
                    .containsExactly("Warum", "Schranken", "Verteilung", "Herkunft");
            assertThat(browser.texts("#lvm-gates tbody tr td:first-child"))
                    .contains("Abstand nach unten wie weit das Modell hinter seiner Behauptung zur\u00fcckbleibt");
            assertThat(browser.texts(".lvm-facts th")).contains("Standardfehler", "Fingerabdruck der Daten");
            browser.open(DASHBOARD);
            assertThat(browser.text("h1")).isEqualTo("LVM-Pr\u00fcfung");
            assertThat(browser.text(".lvm-total")).contains("Modelle:", "durchgefallen", "bestanden");
            browser.open(RELEASE + HISTORY);
            assertThat(browser.text(".lvm-total")).isEqualTo("90 gepr\u00fcfte Checkpoints");
            assertThat(browser.text(".lvm-trend__status"))
                    .isEqualTo("Durchgezogen: Kosinus, gemessen; gestrichelt: behauptet.");
            browser.open("descriptor/io.jenkins.plugins.lvm.step.VerifyLvmCheckpointBuilder/help/threads");
            assertThat(browser.text("body")).startsWith("CPU-Threads eines Vorw\u00e4rtslaufs. Vorgabe: alle Kerne.");
            browser.open(COMPARE);
            assertThat(browser.text("h1")).isEqualTo("Zwei Builds im Vergleich");
        } finally {
            browser.language("en");
        }
    }

    /** Somebody who has asked for the new pages of jobs and builds. */
    private static final String NEW_PAGES =
            """
            def user = hudson.model.User.getById('viewer', true)
            user.addProperty(jenkins.model.experimentalflags.UserExperimentalFlagsProperty.newInstance(
              ['new-build-page.flag': 'true', 'new-job-page.flag': 'true']))
            def viewer = new org.springframework.security.authentication.UsernamePasswordAuthenticationToken('viewer', '', [])
            hudson.util.PluginServletFilter.addFilter([
              init: { config -> },
              destroy: { -> },
              doFilter: { request, response, chain ->
                def before = request.getHeader('Cookie')?.contains('new-pages=1') ? hudson.security.ACL.as2(viewer) : null
                try {
                  chain.doFilter(request, response)
                } finally {
                  before?.close()
                }
              }
            ] as jakarta.servlet.Filter)
            """;

    @Test
    void newPagesHaveATabACardAndADetail() throws Exception {
        assumeTrue(controller.host().isCurrent(), "the ancestor has no tabs");
        controller.script(NEW_PAGES);
        browser.open("api/json");
        browser.script("document.cookie = 'new-pages=1; path=/'");
        try {
            browser.errors();
            browser.open(LAST);
            assertThat(browser.texts(".app-build-tabs a")).contains("LVM verification");
            assertThat(browser.texts(".jenkins-details__item")).contains("2 of 3 checkpoints passed");
            assertThat(browser.texts(".jenkins-card .lvm-checkpoints tbody tr"))
                    .as("in a card of its own, and not among what is old")
                    .hasSize(3);
            assertThat(
                            (Boolean)
                                    browser.script(
                                            "const card = document.querySelector('.lvm-page--card'); return card.scrollWidth <= card.clientWidth"))
                    .isTrue();
            browser.find(".app-build-tabs a[href$='lvm-verification']").click();
            browser.await("the tab", () -> browser.path().startsWith(LAST + "lvm-verification"));
            assertThat(browser.all("#side-panel")).isEmpty();
            assertThat(browser.texts(".lvm-checkpoints tbody tr")).hasSize(3);
            browser.open(RELEASE + HISTORY);
            assertThat(browser.texts(".app-build-tabs a")).containsExactly("Overview", "LVM verification");
            assertThat(browser.script("return document.querySelector('.lvm-trend').dataset.state"))
                    .isEqualTo("drawn");
            assertThat(browser.errors()).noneMatch(message -> message.contains("lvm-"));
        } finally {
            browser.script("document.cookie = 'new-pages=0; path=/'");
        }
        browser.open(LAST);
        assertThat(browser.all("#side-panel a[href$='lvm-verification']"))
                .as("once")
                .hasSize(1);
        assertThat(browser.all("#side-panel a[href$='lvm-verification'] svg")).hasSize(1);
    }

    @Test
    void buildsThatCannotBeComparedSayWhy() throws Exception {
        new SampleJob("two-builds")
                .build("gru", sample("gru", 0.55))
                .build("gru", sample("gru", 0.56))
                .build("gru", sample("gru", 0.57).on("/data/other.npz", 340_112))
                .create(controller, Instant.now());
        controller.script("new File(hudson.model.Hudson.instance.getItem('two-builds').getBuildByNumber(1).rootDir,"
                + " 'lvm-verification/model-1.cosines.f32').delete()");
        final String page = "job/two-builds/" + HISTORY + "compare";
        browser.open(page + "?from=1&to=2");
        assertThat(browser.text("#lvm-obstacle")).contains("keeps no cosine of each row");
        browser.open(page);
        assertThat(browser.texts("#lvm-compared tbody .lvm-build a")).containsExactly("#2", "#3");
        assertThat(browser.text("#lvm-obstacle")).contains("different data");
        for (final String asked : List.of("?from=99&to=x", "?series=nothing", "?from=&to=")) {
            browser.open(page + asked);
            assertThat(browser.texts("#lvm-compared tbody .lvm-build a")).hasSize(2);
        }
        browser.open("job/one-build/" + HISTORY + "compare");
        assertThat(browser.text(".lvm-empty")).contains("one build only");
    }

    @Test
    void dashboardShowsTheWorstFirst() {
        browser.open(DASHBOARD);
        final List<String> lines = browser.texts("#lvm-dashboard tbody tr");
        assertThat(lines.stream()
                        .filter(line -> line.startsWith("release-check amn"))
                        .findFirst()
                        .orElseThrow())
                .contains("0.5329", "-0.0073", "-0.5402", "FAILED", "#30");
        final List<String> verdicts = browser.texts("#lvm-dashboard .lvm-verdict");
        assertThat(verdicts.stream()
                        .map(verdict -> verdict.replaceAll("\\W", ""))
                        .toList())
                .isSortedAccordingTo(Comparator.comparingInt(List.of("FAILED", "UNSTABLE", "PASSED")::indexOf));
        assertThat(browser.all("#lvm-dashboard svg.lvm-spark path.lvm-actual")).hasSameSizeAs(lines);
        // Jenkins' own symbols of a status where it has them, hidden from those who hear the word beside them; else a
        // character.
        assertThat(browser.all("#lvm-dashboard .lvm-verdict > svg[aria-hidden='true']"))
                .hasSize(controller.host().isCurrent() ? lines.size() : 0);
        assertThat(
                        browser.script(
                                "return getComputedStyle(document.querySelector('#lvm-dashboard .lvm-verdict'), '::before').content"))
                .asString()
                .isEqualTo(controller.host().isCurrent() ? "none" : "\"\u2716\u00a0\"");
        browser.find("#lvm-dashboard a[href*='/release-check/'][href*='/checkpoint/model-3/']")
                .click();
        assertThat(browser.path()).isEqualTo(BROKEN);
    }

    @Test
    void columnShowsTheWorstModelOfEachJob() {
        browser.open("view/models/");
        assertThat(browser.texts("#projectstatus tr"))
                .anyMatch(line -> line.contains("release-check")
                        && line.contains("FAILED")
                        && line.contains("-0.0073 for a claim of 0.5329, worst of 3"));
        assertThat(browser.find(".lvm-cell .lvm-verdict--failed").getCssValue("font-weight"))
                .isEqualTo("600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {DASHBOARD, RELEASE, RELEASE + HISTORY, COMPARE, LAST, LAST + HISTORY, BROKEN, "view/models/"})
    void pagesWorkUnderAStrictPolicy(final String page) {
        browser.atStart("document.cookie = 'strict-policy=1; path=/'");
        try {
            browser.open("api/json");
            browser.script("document.cookie = 'strict-policy=1; path=/'");
            browser.errors();
            browser.open(page);
            assertThat(browser.script(
                            "return fetch(location).then((answer) => answer.headers.get('Content-Security-Policy'))"))
                    .asString()
                    .contains("script-src 'self'");
            for (final Object state : (List<?>) browser.script(
                    "return [...document.querySelectorAll('.lvm-trend')].map((one) => one.dataset.state)")) {
                assertThat(state).isEqualTo("drawn");
            }
            assertThat((List<?>) browser.script(INLINE)).isEmpty();
            assertThat(browser.errors()).noneMatch(message -> message.contains("lvm-checkpoint-verifier"));
        } finally {
            browser.script("document.cookie = 'strict-policy=0; path=/'");
        }
    }

    /** Whatever is inline in the parts of a page that are the plugin's. */
    private static final String INLINE =
            """
            const own = [...document.querySelectorAll('[class^="lvm-"], [class*=" lvm-"]')];
            const all = own.flatMap((one) => [one, ...one.querySelectorAll('*')]);
            return all
              .filter((one) => (one.tagName === 'SCRIPT' && !one.src) || one.tagName === 'STYLE'
                || [...one.attributes].some((it) => it.name.startsWith('on') || it.value.startsWith('javascript:')))
              .map((one) => one.outerHTML);
            """;

    @Test
    void anotherNewerChartLibraryOnThePageIsLeftAloneAndLeavesOursAlone() throws Exception {
        final String library;
        try (InputStream in =
                PagesIT.class.getResourceAsStream("/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js")) {
            library = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        // It needs the document's element to be there, and has to be there before any module.
        browser.atStart("new MutationObserver((changes, observer) => { observer.disconnect();\n" + library
                + "\n}).observe(document, { childList: true })");
        browser.errors();
        browser.open(RELEASE + HISTORY);
        assertThat(browser.script("return echarts.version")).isEqualTo("6.0.0");
        assertThat(browser.script("return document.querySelector('.lvm-trend').dataset.state"))
                .isEqualTo("drawn");
        assertThat(
                        browser.script(
                                """
                        const other = document.createElement('div');
                        other.style.cssText = 'width: 200px; height: 100px';
                        document.body.append(other);
                        const chart = echarts.init(other);
                        chart.setOption({ xAxis: { type: 'category', data: ['a'] }, yAxis: {}, series: [{ type: 'bar', data: [3] }] });
                        return chart.getOption().series[0].data[0];
                        """))
                .isEqualTo(3L);
        browser.focus(CHART);
        browser.press(Keys.END);
        assertThat(browser.text(".lvm-tooltip")).contains("build 30");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void moduleLeavesNoGlobalBehind() {
        browser.open(RELEASE + HISTORY);
        assertThat(browser.script("return typeof window.echarts")).isEqualTo("undefined");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {DASHBOARD, RELEASE, RELEASE + HISTORY, COMPARE, LAST, LAST + HISTORY, BROKEN, "view/models/"})
    void textCanBeReadInLightAndDark(final String page) throws Exception {
        browser.open(page);
        assertThat((List<?>) browser.script(CONTRAST)).as("light").isEmpty();
        browser.dark();
        browser.open(page);
        assertThat((List<?>) browser.script(CONTRAST)).as("dark").isEmpty();
    }

    /** Texts, and marks of charts, whose contrast to what is behind them is too low: 4.5 for text, 3 for marks. */
    private static final String CONTRAST =
            """
            const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
            const rgba = (text) => {
              canvas.clearRect(0, 0, 1, 1);
              canvas.fillStyle = text;
              canvas.fillRect(0, 0, 1, 1);
              return [...canvas.getImageData(0, 0, 1, 1).data];
            };
            const linear = (one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4);
            const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
            const behind = (element) => {
              for (let one = element; one; one = one.parentElement) {
                const colour = rgba(getComputedStyle(one).backgroundColor);
                if (colour[3] > 200) {
                  return colour;
                }
              }
              return [255, 255, 255, 255];
            };
            const ratio = (one, other) => {
              const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
              return (high + 0.05) / (low + 0.05);
            };
            const poor = [];
            const parts = document.querySelectorAll('.lvm-page, .lvm-box, .lvm-cell, .lvm-cell + .lvm-note');
            for (const element of [...parts].flatMap((one) => [one, ...one.querySelectorAll('*')])) {
              const style = getComputedStyle(element);
              const texts = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
              const shape = element.matches('.lvm-bar, .lvm-mark, .lvm-spark .lvm-actual, .lvm-dot, .lvm-histogram line');
              if (texts.length || shape) {
                const painted = shape ? (element.matches('path, line') ? style.stroke : style.fill)
                  : element.namespaceURI.endsWith('svg') ? style.fill : style.color;
                const found = ratio(rgba(painted), behind(element));
                if (found < (shape ? 3 : 4.5) && !element.closest('[hidden], title')) {
                  poor.push(`${found.toFixed(2)} ${painted} on ${behind(element)}: ${element.outerHTML.slice(0, 120)}`);
                }
              }
            }
            for (const chart of document.querySelectorAll('.lvm-trend__chart')) {
              for (const name of ['passed', 'unstable', 'failed', 'quiet', 'series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6']) {
                const probe = document.createElement('span');
                probe.style.color = `var(--lvm-${name})`;
                chart.append(probe);
                const found = ratio(rgba(getComputedStyle(probe).color), behind(chart));
                probe.remove();
                if (found < 3) {
                  poor.push(`${found.toFixed(2)} --lvm-${name}`);
                }
              }
            }
            return poor;
            """;

    /** What axe-core finds wrong in the plugin's parts of a page, at least serious. Colours are looked at above, beside charts. */
    private static final String SERIOUS =
            """
            const done = arguments[arguments.length - 1];
            const own = document.querySelectorAll('.lvm-page, .lvm-box, .lvm-cell');
            axe.run({ include: [...own] }, { rules: { 'color-contrast': { enabled: false } } })
              .then(({ violations }) => done(violations
                .filter((one) => ['serious', 'critical'].includes(one.impact))
                .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`))),
                (error) => done([String(error)]));
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {DASHBOARD, RELEASE, RELEASE + HISTORY, COMPARE, LAST, LAST + HISTORY, BROKEN, "view/models/"})
    void axeFindsNothingSerious(String page) throws Exception {
        String axe;
        try (InputStream in = PagesIT.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (int width : new int[] {1280, 400}) {
            browser.size(width, 900);
            browser.open(page);
            browser.script(axe);
            assertThat((List<?>) browser.later(SERIOUS))
                    .as(page + " at " + width)
                    .isEmpty();
        }
    }

    /** On a telephone, cards instead of tables that are wider than the page. */
    @ParameterizedTest
    @ValueSource(strings = {DASHBOARD, RELEASE + HISTORY, COMPARE, LAST + HISTORY, BROKEN})
    void tablesAreNotWiderThanANarrowPage(String page) {
        browser.size(400, 900);
        browser.open(page);
        assertThat(
                        (Boolean)
                                browser.script(
                                        "return [...document.querySelectorAll('.lvm-page')].every((one) => one.scrollWidth <= one.clientWidth + 1)"))
                .isTrue();
        assertThat(
                        (Boolean)
                                browser.script(
                                        "const row = document.querySelector('.lvm-cards tbody tr');"
                                                + "const top = (one) => one.getBoundingClientRect().top;"
                                                + "return [...row.cells].every((cell) => top(row.querySelector('.lvm-why, .lvm-outcome')) <= top(cell))"))
                .isTrue();
    }

    /** Charts of other plugins follow on the right: what waited below them would leave a hole. */
    @Test
    void theModelsLastVerifiedStandBesideTheTrend() {
        browser.size(1320, 900);
        browser.open(RELEASE);
        assertThat(
                        (Boolean)
                                browser.script(
                                        """
                const [latest, trend] = ['.lvm-latest', '.lvm-box'].map((one) => document.querySelector(one).getBoundingClientRect());
                return latest.top < trend.bottom && latest.right <= trend.left;
                """))
                .isTrue();
    }

    /** Where the claim is what was measured, both are said in one place. */
    @ParameterizedTest
    @ValueSource(ints = {1320, 400})
    void labelsOfTheHistogramAreWholeAndApart(int width) {
        browser.size(width, 900);
        browser.open(LAST + HISTORY + "checkpoint/model-1/");
        assertThat(
                        (Boolean)
                                browser.script(
                                        """
                const place = (one) => one.getBoundingClientRect();
                const labels = [...document.querySelectorAll('.lvm-histogram .lvm-label')].map(place);
                const picture = place(document.querySelector('svg.lvm-histogram'));
                const apart = (a, b) => a.bottom <= b.top + 1 || b.bottom <= a.top + 1 || a.right <= b.left || b.right <= a.left;
                return labels.length === 2 && apart(...labels) && labels.every((one) => one.top >= picture.top - 1);
                """))
                .isTrue();
    }

    @Test
    void chartFollowsTheThemeWhenItChanges() {
        browser.open(RELEASE + HISTORY);
        browser.script("document.documentElement.style.setProperty('--text-color', 'rgb(1, 200, 3)')");
        browser.await(
                "the axis in the new colour",
                () -> (Boolean)
                        browser.script(
                                """
                const data = document.querySelector('.lvm-trend canvas').getContext('2d').getImageData(0, 0, 56, 340).data;
                for (let i = 0; i < data.length; i += 4) {
                  if (data[i] === 1 && data[i + 1] === 200 && data[i + 2] === 3 && data[i + 3] === 255) {
                    return true;
                  }
                }
                return false;
                """));
    }

    @Test
    void hostileTextsAreShownAsTextEverywhere() throws Exception {
        final String job = url(hostileName());
        final List<String> pages = new ArrayList<>(List.of(DASHBOARD, "view/models/", job, job + HISTORY));
        for (int build = 1; build <= 2; build++) {
            pages.add(job + build + "/");
            pages.add(job + build + "/" + HISTORY);
            pages.add(job + build + "/" + HISTORY + "checkpoint/model-1/");
        }
        controller.script("hudson.model.Hudson.instance.getView('models').with { it.@jobNames.add(%s); owner.save() }"
                .formatted(SampleJob.literal(hostileName())));
        for (final String page : pages) {
            browser.open(page);
            assertThat(browser.script("return window.pwned")).as(page).isNull();
            assertThat(browser.all(".lvm-page img, .lvm-page script:not([src]), .lvm-box img, td img[src='x']"))
                    .as(page)
                    .isEmpty();
            assertThat(browser.text("body"))
                    .as(page)
                    .doesNotContain("}49", "$49")
                    .doesNotContain("<img src=x onerror=\"window.pwned=1\">'\"><script>window.pwned=1</script>49");
        }
        browser.open(job + HISTORY);
        assertThat(browser.texts("#lvm-history .lvm-model a")).contains(EVIL);
        browser.focus(CHART);
        browser.press(Keys.END);
        for (int i = 0; i < 3 && !browser.text(".lvm-tooltip").contains(EVIL); i++) {
            browser.press(Keys.ARROW_DOWN);
        }
        assertThat(browser.text(".lvm-tooltip")).contains(EVIL);
        browser.press(Keys.ENTER);
        browser.await("the checkpoint's page", () -> browser.path().contains("/checkpoint/"));
        assertThat(browser.script("return window.pwned")).isNull();
        browser.open(job + "1/" + HISTORY + "checkpoint/model-1/");
        assertThat(browser.text("h1")).isEqualTo(EVIL);
        assertThat(browser.text(".lvm-finding")).contains("explains 50% of the gap", EVIL + " " + EVIL);
        assertThat(browser.texts(".lvm-facts .lvm-value")).contains(EVIL, EVIL + "/" + EVIL);
    }

    @Test
    void jobWithoutVerificationHasNothingToShow() throws Exception {
        controller.createJob("never-verified", "<project><builders/><publishers/><buildWrappers/></project>");
        browser.open("job/never-verified/");
        assertThat(browser.all(".lvm-page, .lvm-box, a[href*='lvm-verification']:not([href='/lvm-verification'])"))
                .isEmpty();
        assertThat(controller.get("job/never-verified/" + HISTORY).statusCode()).isEqualTo(404);
    }

    @Test
    void oneBuildIsAMarkOnItsOwn() throws Exception {
        browser.errors();
        browser.open("job/one-build/" + HISTORY);
        assertThat(browser.text("#lvm-total")).isEqualTo("1 verified checkpoint");
        assertThat(browser.texts("#lvm-history tbody td:nth-child(6)")).containsExactly("–");
        browser.focus(CHART);
        browser.press(Keys.END);
        assertThat(browser.text(".lvm-tooltip")).contains("gru on cpu, build 1", "claim 0.5500", "actual 0.5500");
        assertThat(pixel(ring("left"), ring("top"))).isEqualTo(colour("--lvm-passed"));
        browser.open("job/one-build/");
        assertThat(browser.texts(".lvm-latest li")).hasSize(1);
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void tenThousandBuildsAreShownWithoutLoadingOne() throws Exception {
        controller.createJob("years", "<project><builders/><publishers/><buildWrappers/></project>");
        final Path root = Path.of(controller.script("print hudson.model.Hudson.instance.getItem('years').rootDir"));
        LongHistory.write(Files.createDirectories(root.resolve("builds")), 10_000);
        controller.script("hudson.model.Hudson.instance.getItem('years').with { it.save(); updateTransientActions() }");
        browser.errors();

        browser.open("job/years/" + HISTORY);

        assertThat(browser.text("#lvm-total")).isEqualTo("10000 verified checkpoints");
        assertThat(browser.texts("#lvm-history tbody .lvm-build a"))
                .hasSize(100)
                .startsWith("#10000")
                .endsWith("#9901");
        assertThat(browser.text(".lvm-pages")).contains("Page 1 of 100");
        browser.focus(CHART);
        browser.press(Keys.HOME);
        assertThat(browser.text(".lvm-tooltip")).contains("build 1\n", "PASSED");
        browser.press(Keys.END, Keys.ARROW_LEFT);
        assertThat(browser.text(".lvm-tooltip")).contains("build 9999");
        browser.find("th a[href*='sort=gap']").click();
        browser.find("th a[href*='sort=gap']").click();
        browser.await("the order turned round", () -> browser.path().contains("order=asc"));
        assertThat(browser.texts("#lvm-history tbody tr").subList(0, 10)).allMatch(line -> line.contains("FAILED"));
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void historyWhoseBuildsAreAllGoneSaysSo() throws Exception {
        new SampleJob("all-deleted").build("gru", sample("gru", 0.55)).create(controller, Instant.now());
        controller.script("hudson.model.Hudson.instance.getItem('all-deleted').getBuildByNumber(1).delete()");
        browser.open("job/all-deleted/" + HISTORY);
        assertThat(browser.text(".lvm-empty")).contains("No build of this job");
        browser.open("job/all-deleted/");
        assertThat(browser.all(".lvm-latest, .lvm-box")).isEmpty();
    }

    @Test
    void remoteApiHasTheNumbersInJsonAndXml() throws Exception {
        final JsonObject page = controller.json(BROKEN);
        assertThat(page.getAsJsonObject("checkpoint").get("claim").getAsDouble())
                .isEqualTo(Incident.AMN_CLAIM);
        assertThat(page.getAsJsonObject("checkpoint").get("verdict").getAsString())
                .isEqualTo("FAILED");
        assertThat(page.getAsJsonObject("measured").get("rows").getAsInt()).isEqualTo(2000);
        assertThat(controller.json(LAST + HISTORY).get("verdict").getAsString()).isEqualTo("FAILED");
        assertThat(controller.json(LAST + HISTORY).getAsJsonArray("checkpoints"))
                .hasSize(3);
        assertThat(history(RELEASE)).hasSize(90);
        assertThat(controller.json(HISTORY).getAsJsonArray("models").asList())
                .anyMatch(model ->
                        model.getAsJsonObject().get("jobName").getAsString().equals("release-check")
                                && model.getAsJsonObject().get("verifications").getAsInt() == Incident.BUILDS);
        for (final String path : List.of(HISTORY, RELEASE + HISTORY, LAST + HISTORY, BROKEN)) {
            assertThat(controller.text(path + "api/xml"))
                    .as(path)
                    .contains("<claim>0.5329</claim>", "<verdict>FAILED</verdict>");
        }
        final JsonObject build = controller.json(LAST);
        assertThat(build.getAsJsonArray("actions").toString()).contains("\"verdict\":\"FAILED\"");
    }

    @Test
    void prometheusReadsTheLastCheckpointOfEachSeries() throws Exception {
        final HttpResponse<String> answer = controller.get(DASHBOARD + "prometheus");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        final List<String> lines = answer.body().lines().toList();
        assertThat(lines)
                .allMatch(line -> line.matches("# (HELP|TYPE) lvm_[a-z_]+ .+")
                        || line.matches("lvm_[a-z_]+\\{([a-z]+=\"([^\"\\\\]|\\\\.)*\",?)+} (-?[0-9.E-]+|NaN|[+-]Inf)"));
        final JsonObject amn = series(history(RELEASE), Incident.AMN).get(Incident.BUILDS - 1);
        final String labels =
                "{project=\"release-check\",series=\"amn on cpu\",model=\"amn\",device=\"cpu\",metric=\"cosine\"";
        assertThat(lines)
                .contains(
                        "lvm_checkpoint_gap" + labels + "} " + amn.get("gap").getAsDouble(),
                        "lvm_checkpoint_actual" + labels + "} "
                                + amn.get("actual").getAsDouble(),
                        "lvm_checkpoint_verdict" + labels + ",verdict=\"FAILED\"} 1",
                        "lvm_checkpoint_verdict" + labels + ",verdict=\"PASSED\"} 0");
        assertThat(lines).doesNotHaveDuplicates();
    }

    @Test
    void reportAndCosinesAreDownloads() throws Exception {
        final HttpResponse<String> report = controller.get(BROKEN + "report.json");
        assertThat(report.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(report.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(report.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"report.json\"");
        final JsonObject verification = JsonParser.parseString(report.body())
                .getAsJsonObject()
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject();
        assertThat(verification.get("verdict").getAsString()).isEqualTo("FAILED");
        try (InputStream in = controller.url(BROKEN + "cosines.f32").toURL().openStream()) {
            assertThat(in.readAllBytes()).hasSize(2000 * Float.BYTES);
        }
        for (final String path : List.of("../../../../../build.xml", "%2e%2e", "nothing")) {
            assertThat(controller
                            .get(LAST + HISTORY + "checkpoint/" + path + "/report.json")
                            .statusCode())
                    .as(path)
                    .isGreaterThanOrEqualTo(400);
        }
    }

    @Test
    void whoMayNotReadAJobSeesNothingOfIt() throws Exception {
        new SampleJob("secret").build("gru", sample("gru", 0.55)).create(controller, Instant.now());
        assertThat(controller.text(DASHBOARD)).contains("job/secret/");
        hide("secret");
        try {
            assertThat(controller.text(HISTORY)).contains("release-check").doesNotContain("secret");
            assertThat(controller.text(DASHBOARD + "prometheus"))
                    .contains("release-check")
                    .doesNotContain("secret");
            assertThat(controller.json(HISTORY).toString())
                    .contains("release-check")
                    .doesNotContain("secret");
            assertThat(controller.text(HISTORY + "api/xml")).doesNotContain("secret");
            for (final String path : List.of(
                    "",
                    HISTORY,
                    HISTORY + "trend.json",
                    HISTORY + "compare",
                    HISTORY + "api/json",
                    "1/" + HISTORY,
                    "1/" + HISTORY + "api/json",
                    "1/" + HISTORY + "checkpoint/model-1/",
                    "1/" + HISTORY + "checkpoint/model-1/api/xml",
                    "1/" + HISTORY + "checkpoint/model-1/report.json",
                    "1/" + HISTORY + "checkpoint/model-1/cosines.f32")) {
                assertThat(controller.get("job/secret/" + path).statusCode())
                        .as(path)
                        .isIn(403, 404);
            }
            assertThat(refused("action.getHistory()")).isTrue();
            assertThat(refused("action.getLatest()")).isTrue();
            assertThat(refused("action.comparison(null, null, null)")).isTrue();
            assertThat(refused("action.getApi()")).isTrue();
            assertThat(refused("action.doTrend()")).isTrue();
            assertThat(refused("build.getApi()")).isTrue();
            assertThat(refused("build.getCheckpoint('model-1').getApi()")).isTrue();
            assertThat(refused("build.getCheckpoint('model-1').doReport()")).isTrue();
            assertThat(refused("build.getCheckpoint('model-1').doCosines()")).isTrue();
        } finally {
            controller.script(
                    "hudson.model.Hudson.instance.with { authorizationStrategy = hudson.security.AuthorizationStrategy.UNSECURED;"
                            + " disableSecurity() }");
        }
        assertThat(controller.text(HISTORY)).contains("job/secret/");
    }

    /** Everybody may do everything, but only the system may read one job. */
    private void hide(final String job) throws Exception {
        controller.script(
                """
                import hudson.model.*
                import hudson.security.*
                class Everything extends SidACL {
                  Boolean hasPermission(org.acegisecurity.acls.sid.Sid sid, Permission permission) { true }
                }
                class Nothing extends SidACL {
                  Boolean hasPermission(org.acegisecurity.acls.sid.Sid sid, Permission permission) {
                    sid instanceof org.acegisecurity.acls.sid.PrincipalSid && sid.principal == 'SYSTEM'
                  }
                }
                class Hiding extends AuthorizationStrategy {
                  String hidden
                  ACL getRootACL() { new Everything() }
                  ACL getACL(Job job) { job.name == hidden ? new Nothing() : new Everything() }
                  Collection<String> getGroups() { [] }
                }
                Hudson.instance.authorizationStrategy = new Hiding(hidden: '%s')
                """
                        .formatted(job));
    }

    /** Whether an access that does not come by way of the job's own page is refused. */
    private boolean refused(final String access) throws Exception {
        return controller
                .script(
                        """
                        import hudson.model.*
                        def acl = hudson.security.ACL
                        def context = org.acegisecurity.context.SecurityContextHolder.context
                        def before = context.authentication
                        context.authentication = acl.SYSTEM
                        def job = Hudson.instance.getItem('secret')
                        def all = job.respondsTo('getAllActions') ? job.allActions : job.actions
                        def action = all.find { it.class.simpleName == 'LvmHistoryAction' }
                        def build = job.getBuildByNumber(1).actions.find { it.class.simpleName == 'LvmVerificationAction' }
                        context.authentication = Hudson.ANONYMOUS
                        try {
                          %s
                          print 'allowed'
                        } catch (Exception e) {
                          print e.class.name + ' refused'
                        } finally {
                          context.authentication = before
                        }
                        """
                                .formatted(access))
                .matches(".*AccessDenied.* refused");
    }

    @Test
    void historyFollowsItsJobWhenItIsRenamedAndNotWhenItIsCopied() throws Exception {
        new SampleJob("before")
                .build("gru", sample("gru", 0.55))
                .build("gru", sample("gru", 0.56))
                .create(controller, Instant.now());
        controller.script("hudson.model.Hudson.instance.with { copy(getItem('before'), 'copied') }");
        assertThat(controller.get("job/copied/" + HISTORY).statusCode()).isEqualTo(404);
        controller.script("hudson.model.Hudson.instance.getItem('before').renameTo('after')");
        assertThat(history("job/after/")).hasSize(2);
        assertThat(controller.get("job/before/" + HISTORY).statusCode()).isEqualTo(404);

        controller.script("hudson.model.Hudson.instance.getItem('after').getBuildByNumber(1).delete()");
        assertThat(history("job/after/")).hasSize(1);
        browser.open("job/after/" + HISTORY);
        assertThat(browser.texts("#lvm-history tbody .lvm-build a")).containsExactly("#2");
    }

    @Test
    void lostHistoryIsMadeAnewWhenItsBuildsAreLoaded() throws Exception {
        new SampleJob("lost")
                .build("gru", sample("gru", 0.55))
                .build("gru", sample("gru", 0.56))
                .create(controller, Instant.now());
        final Path file = Path.of(controller.script("print hudson.model.Hudson.instance.getItem('lost').rootDir"))
                .resolve("builds/lvm-verification.history");
        final String before = Files.readString(file);
        Files.delete(file);
        controller.script("def run = hudson.model.Hudson.instance.getItem('lost').getBuildByNumber(1);"
                + "run.actions.find { it.class.simpleName == 'LvmVerificationAction' }.onLoad(run)");
        browser.await("the history", () -> Files.exists(file));
        assertThat(file).hasContent(before);
        assertThat(history("job/lost/")).hasSize(2);
    }

    @Test
    void branchShowsThePrimaryBranchBesideItself() throws Exception {
        new SampleJob("feature").build("gru", sample("gru", 0.55)).create(controller, Instant.now());
        new SampleJob("mainline")
                .build("gru", sample("gru", 0.56))
                .build("gru", sample("gru", 0.57))
                .create(controller, Instant.now());
        controller.script(
                """
                package jenkins.scm.api.metadata
                class PrimaryInstanceMetadataAction extends hudson.model.InvisibleAction {}
                def actions = hudson.model.Actionable.getDeclaredField('actions')
                actions.accessible = true
                actions.set(hudson.model.Hudson.instance.getItem('mainline'),
                  new java.util.concurrent.CopyOnWriteArrayList([new PrimaryInstanceMetadataAction()]))
                """);
        final JsonArray series = JsonParser.parseString(controller.text("job/feature/" + HISTORY + "trend.json"))
                .getAsJsonObject()
                .getAsJsonArray("series");
        assertThat(series).hasSize(2);
        assertThat(series.get(1).getAsJsonObject().get("job").getAsString()).isEqualTo("mainline");
        browser.open("job/feature/" + HISTORY);
        assertThat(browser.text(".lvm-trend__status")).isEqualTo("Solid: actual cosine; dashed: claim.");
        assertThat(browser.texts("#lvm-history tbody tr")).hasSize(1);
        browser.focus(CHART);
        browser.press(Keys.END, Keys.ARROW_DOWN);
        browser.press(Keys.END);
        assertThat(browser.text(".lvm-tooltip")).contains("mainline: gru on cpu, build 2");
        browser.press(Keys.ENTER);
        browser.await("the other branch", () -> browser.path().startsWith("job/mainline/2/"));
        final JsonArray own = JsonParser.parseString(controller.text("job/mainline/" + HISTORY + "trend.json"))
                .getAsJsonObject()
                .getAsJsonArray("series");
        assertThat(own).hasSize(1);
    }
}

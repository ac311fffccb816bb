package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The trend's script in a browser, without a controller: what it makes of series of several metrics, and the form beside it. */
class TrendChartTest {
    private static final Path WEBAPP = Path.of("src/main/webapp");
    private static final Path TAG = Path.of("src/main/resources/lib/lvm");
    private static final Path PAGE =
            Path.of("src/main/resources/io/jenkins/plugins/lvm/report/LvmHistoryAction/content.jelly");
    private static final String TREND =
            """
            {"series": [
              {"name": "amn on cpu", "job": null, "url": "job/a/", "builds": [1, 2], "times": [1, 2], "claims": [0.5, 0.5],
               "actuals": [0.5, 0.48], "errors": [0.01, 0.01], "verdicts": [0, 0], "ids": ["amn", "amn"]},
              {"name": "amn, mse on cpu", "job": null, "url": "job/a/", "metric": "mse", "lowerIsBetter": true, "builds": [1, 2],
               "times": [1, 2], "claims": [0.00012, 0.00012], "actuals": [0.00012, 0.00034], "errors": [0.00001, 0.00002],
               "verdicts": [0, 2], "ids": ["amn-mse", "amn-mse"]}]}
            """;
    private static HttpServer server;
    private static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        browser = new Browser(null);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", TrendChartTest::answer);
        server.start();
    }

    @AfterAll
    static void close() throws IOException {
        if (server != null) {
            server.stop(0);
        }
        if (browser != null) {
            browser.close();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Path file = WEBAPP.resolve(path.substring(1));
        byte[] body = path.endsWith("echarts.esm.min.js")
                ? chartLibrary()
                : path.equals("/page")
                        ? page("de".equals(exchange.getRequestURI().getQuery())).getBytes(StandardCharsets.UTF_8)
                        : path.equals("/trend.json")
                                ? TREND.getBytes(StandardCharsets.UTF_8)
                                : Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
        String type = path.endsWith(".js") ? "text/javascript" : path.endsWith(".css") ? "text/css" : "text/html";
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** The next version of the one that is shipped, which the tests have at hand. */
    private static byte[] chartLibrary() throws IOException {
        try (InputStream library = TrendChartTest.class.getResourceAsStream(
                "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.esm.min.js")) {
            return library.readAllBytes();
        }
    }

    /** The page's own form, its choices written out, in what a controller's style makes of a select. */
    private static String page(boolean german) throws IOException {
        String jelly = Files.readString(PAGE);
        String form = jelly.substring(jelly.indexOf("<form"), jelly.indexOf("</form>"))
                .replaceAll("(?s)<j:otherwise>.*?</j:otherwise>", "")
                .replaceAll("</?j:[^>]*>", "")
                .replaceAll("\\$\\{[^}]*}", "amn");
        StringBuilder page = new StringBuilder("<!doctype html><html><head><title>Trend</title>");
        try (var styles = Files.list(WEBAPP.resolve("css"))) {
            styles.forEach(style -> page.append("<link rel='stylesheet' href='/css/")
                    .append(style.getFileName())
                    .append("'>"));
        }
        return page.append(
                        "<style>:root { --text-color: #222; --background: #fff } .jenkins-select { position: relative }</style>")
                .append("</head><body><div class='lvm-page'>")
                .append(trend(german))
                .append(form)
                .append("</form></div><script type='module' src='/js/trend.js'></script></body></html>")
                .toString();
    }

    /** The pages' own element with its words, as a controller writes it. */
    private static String trend(boolean german) throws IOException {
        String jelly = Files.readString(TAG.resolve("trend.jelly"));
        Properties words = new Properties();
        if (german) {
            try (Reader in = Files.newBufferedReader(TAG.resolve("trend_de.properties"))) {
                words.load(in);
            }
        }
        return Pattern.compile("\\$\\{%([^}]+)}")
                .matcher(jelly.substring(jelly.indexOf("<div"), jelly.lastIndexOf("</div>") + "</div>".length())
                        .replaceFirst("data-source=\"[^\"]*\"", "data-source='/trend.json'"))
                .replaceAll(word -> words.getProperty(word.group(1), word.group(1)))
                .replaceAll("\\$\\{[^}]*}", "");
    }

    private static void show() {
        show("");
    }

    private static void show(String query) {
        browser.show("http://127.0.0.1:" + server.getAddress().getPort() + "/page" + query);
    }

    private static Object ofChart(int number, String expression) {
        return browser.later("const done = arguments[arguments.length - 1];"
                + "import('/js/echarts.esm.min.js').then((echarts) => { const option = echarts.getInstanceByDom("
                + "document.querySelectorAll('.lvm-trend__chart')[" + number + "]).getOption(); done(" + expression
                + "); });");
    }

    @Test
    void eachMetricHasAChartThatNamesIt() {
        show();

        assertThat(browser.all(".lvm-trend__chart")).hasSize(2);
        assertThat(browser.all(".lvm-trend__chart").stream().map(chart -> chart.getAttribute("aria-label")))
                .containsExactly(
                        "Claimed and re-measured cosine by build. The arrow keys go from build to build, Enter opens one.",
                        "Claimed and re-measured mse by build. The arrow keys go from build to build, Enter opens one.");
        assertThat(browser.texts(".lvm-trend__status"))
                .containsExactly(
                        "Solid: actual cosine; dashed: claim.", "Solid: actual mse; dashed: claim. Lower is better.");
        assertThat(List.of(ofChart(0, "option.yAxis[0].name"), ofChart(1, "option.yAxis[0].name")))
                .isEqualTo(List.of("cosine", "mse"));
    }

    @Test
    void aCheckpointIsToldInItsMetric() {
        show();
        browser.script("document.querySelectorAll('.lvm-trend__chart')[1].focus()");
        browser.press(org.openqa.selenium.Keys.END);

        assertThat(browser.texts(".lvm-trend__status").get(1))
                .startsWith("amn, mse on cpu, build 2")
                .endsWith("claim 0.00012, actual 0.00034 ± 0.00002 mse, gap -0.00022, FAILED");
    }

    @Test
    void whoReadsGermanIsToldInGerman() {
        show("?de");
        assertThat(browser.texts(".lvm-trend__status"))
                .containsExactly(
                        "Durchgezogen: Kosinus, gemessen; gestrichelt: behauptet.",
                        "Durchgezogen: mse, gemessen; gestrichelt: behauptet. Weniger ist besser.");
        assertThat(ofChart(0, "option.yAxis[0].name + ', ' + option.xAxis[0].name"))
                .isEqualTo("Kosinus, Build");
        browser.script("document.querySelectorAll('.lvm-trend__chart')[1].focus()");
        browser.press(org.openqa.selenium.Keys.END);
        assertThat(browser.texts(".lvm-trend__status").get(1))
                .startsWith("amn, mse on cpu, Build 2")
                .endsWith("behauptet 0.00012, gemessen 0.00034 ± 0.00002 mse, Abstand -0.00022, DURCHGEFALLEN");
    }

    @Test
    void theButtonStandsBesideItsField() {
        for (int width : new int[] {1280, 400}) {
            browser.size(width, 900);
            for (boolean dark : new boolean[] {false, true}) {
                browser.atStart(dark ? "document.documentElement.dataset.theme = 'dark'" : "");
                show();
                double apart = ((Number)
                                browser.script(
                                        "const select = document.querySelector('#lvm-series').getBoundingClientRect();"
                                                + "const button = document.querySelector('.lvm-filter button').getBoundingClientRect();"
                                                + "return button.top >= select.bottom ? button.top - select.bottom : button.left - select.right"))
                        .doubleValue();
                assertThat(apart).as("at %d pixels", width).isBetween(0.0, 24.0);
                assertThat((Boolean) browser.script(
                                "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                        .isTrue();
                browser.plain();
            }
        }
        browser.size(1280, 900);
    }
}

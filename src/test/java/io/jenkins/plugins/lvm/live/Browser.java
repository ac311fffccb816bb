package io.jenkins.plugins.lvm.live;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window, for somebody who looks at the controller's pages. */
final class Browser implements AutoCloseable {
    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What a dark theme sets; the pages know none of these colours but through the theme's variables. */
    private static final String DARK_THEME =
            """
            :root {
              --background: #17181c; --text-color: #eceef2; --text-color-secondary: #a3a9b5; --jenkins-border-color: #3c414b;
              --green: #3fb950; --orange: #e3873a; --red: #f4645a; --blue: #4f9cf5; --purple: #b184f0; --teal: #37b5b0;
              --pink: #ec6ea5; --brown: #c09a63; --indigo: #8189ff; --success-color: #3fb950; --warning-color: #e3873a;
              --error-color: #f4645a; --link-color: #7ab2ff; --table-background: #202229; --table-body-background: #1c1e24;
              --table-header-foreground: #eceef2; --table-body-foreground: #eceef2; --card-background: #1c1e24;
              color-scheme: dark;
            }
            html, body, body table, #main-table, #main-panel, #side-panel { background: #17181c; color: #eceef2; }
            a, a:link, a:visited { color: #7ab2ff; }
            """;

    private final @Nullable ControllerProcess controller;
    private final Path profile;
    private final ChromeDriver driver;
    private final List<String> atStart = new ArrayList<>();

    /** Opens a browser with a profile of its own, for a controller's pages or for others; where there is none the test is skipped, unless the environment requires it. */
    Browser(final @Nullable ControllerProcess controller) throws IOException {
        if (!"true".equals(System.getenv("LVM_REQUIRE_BROWSER"))) {
            assumeTrue(CHROMIUM.canExecute() && DRIVER.canExecute(), "needs Debian's chromium and chromium-driver");
        }
        this.controller = controller;
        this.profile = Files.createTempDirectory("lvm-browser");
        final LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        final ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--hide-scrollbars",
                "--force-device-scale-factor=1",
                "--user-data-dir=" + profile);
        this.driver = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(), options);
        size(1280, 900);
    }

    void size(final int width, final int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    /** Runs a script at the start of each page from now on, before any of the page's own. */
    void atStart(final String script) {
        final Map<String, Object> added =
                driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
        atStart.add((String) added.get("identifier"));
    }

    /** Takes back what {@link #atStart} has added. */
    void plain() {
        for (final String identifier : atStart) {
            driver.executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", identifier));
        }
        atStart.clear();
    }

    /** Shows pages in the dark from now on: by the dark theme, or on a host that knows no themes by one of our own. */
    void dark() throws IOException, InterruptedException {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        if (controller.host().isCurrent()) {
            controller.script(
                    """
                    def load = { hudson.model.Hudson.instance.pluginManager.uberClassLoader.loadClass(it) }
                    load('io.jenkins.plugins.thememanager.ThemeManagerPageDecorator').get().theme =
                        load('io.jenkins.plugins.darktheme.DarkThemeSystemManagerFactory').newInstance()
                    """);
            return;
        }
        atStart(
                """
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(`%s`);
                document.adoptedStyleSheets = [sheet];
                """
                        .formatted(DARK_THEME));
    }

    /** Asks for pages in a language from now on. */
    void language(String language) {
        driver.executeCdpCommand(
                "Emulation.setUserAgentOverride",
                Map.of("userAgent", script("return navigator.userAgent"), "acceptLanguage", language));
    }

    void light() {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        plain();
    }

    /** Opens a page and waits until its charts, if it has any, are drawn or have said why not. */
    Browser open(final String path) {
        return show(controller.url(path).toString());
    }

    /** The same of a page that no controller serves. */
    Browser show(final String url) {
        driver.get(url);
        await("the charts of " + url, () -> (Boolean) script("return [...document.querySelectorAll('.lvm-trend')]"
                + ".every((one) => ['drawn', 'empty', 'failed'].includes(one.dataset.state))"));
        return this;
    }

    /** The part of the address after the controller's root. */
    String path() {
        return driver.getCurrentUrl().substring(controller.url("").toString().length());
    }

    Object script(final String script, final Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** What a script hands to the function that is its last argument. */
    Object later(String script) {
        return driver.executeAsyncScript(script);
    }

    String text(final String css) {
        return find(css).getText();
    }

    WebElement find(final String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(final String css) {
        return driver.findElements(By.cssSelector(css));
    }

    List<String> texts(final String css) {
        return all(css).stream().map(WebElement::getText).toList();
    }

    void press(final CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Sets the focus as the Tab key would. */
    void focus(final String css) {
        script("arguments[0].focus({ focusVisible: true })", find(css));
    }

    /** Moves the pointer to a place in an element, counted in pixels from its upper left corner. */
    void point(final String css, final double x, final double y) {
        new Actions(driver)
                .moveToElement(find(css), offset(x, css, "Width"), offset(y, css, "Height"))
                .perform();
    }

    void click() {
        new Actions(driver).click().perform();
    }

    /** Selenium counts from the middle of the part that can be seen. */
    private int offset(final double position, final String css, final String side) {
        final double size = ((Number) script(
                        "arguments[0].scrollIntoView({ block: 'center' });" + "return arguments[0].offset" + side,
                        find(css)))
                .doubleValue();
        return (int) Math.round(position - Math.floor(size / 2));
    }

    /**
     * Presses Tab again and again, from a place in the page on, and returns which of some elements had the focus and showed it, in the
     * order of their turns.
     */
    List<String> tabStops(final String from, final List<String> wanted) {
        point(from, 2, 2);
        click();
        final List<String> reached = new ArrayList<>();
        for (int i = 0; i < 40 && reached.size() < wanted.size(); i++) {
            press(Keys.TAB);
            final Object here = script(
                    """
                    const element = document.activeElement;
                    const styles = [undefined, '::before', '::after'].map((part) => getComputedStyle(element, part));
                    return element.matches(':focus-visible')
                      && styles.some((style) => style.outlineStyle !== 'none' || style.boxShadow !== 'none')
                      ? arguments[0].find((css) => element.matches(css)) : null;
                    """,
                    wanted);
            if (here != null && !reached.contains((String) here)) {
                reached.add((String) here);
            }
        }
        return reached;
    }

    /** What the console has got to say since it was asked last, warnings left out. */
    List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** A picture of an element, or without one of the whole page, cut off below a height, as PNG. */
    byte[] picture(final String css, final int height) {
        final List<?> place = (List<?>) script(
                """
                const place = (arguments[0] ? document.querySelector(arguments[0]) : document.documentElement).getBoundingClientRect();
                const margin = arguments[0] ? 12 : 0;
                return [place.left + scrollX - margin, place.top + scrollY - margin, place.width + 2 * margin, place.height + 2 * margin];
                """,
                css);
        final Map<String, Object> shot = driver.executeCdpCommand(
                "Page.captureScreenshot",
                Map.of(
                        "format",
                        "png",
                        "captureBeyondViewport",
                        true,
                        "clip",
                        Map.of(
                                "x",
                                place.get(0),
                                "y",
                                place.get(1),
                                "width",
                                place.get(2),
                                "height",
                                Math.min(height, ((Number) place.get(3)).doubleValue()),
                                "scale",
                                1)));
        return Base64.getDecoder().decode((String) shot.get("data"));
    }

    void await(final String what, final Supplier<Boolean> condition) {
        final long limit = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.get()) {
            if (System.nanoTime() > limit) {
                throw new AssertionError("In vain waited for " + what + "; the console says " + errors());
            }
            try {
                Thread.sleep(50);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        LiveFiles.delete(profile);
    }
}

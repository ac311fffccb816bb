package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import hudson.AbortException;
import io.jenkins.plugins.lvm.report.StoredVerification;
import io.jenkins.plugins.lvm.report.StoredVerification.Place;
import io.jenkins.plugins.lvm.step.ResultPlaces.Question;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.view.JUnitXml;
import io.jenkins.plugins.lvm.verifier.view.VerificationView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every value of a report that has every part, replaced by every value that does not belong there: what comes from an agent is refused
 * with one sentence, or it can be shown; what is stored can be shown, or is not a report. Neither takes long. Each place is tried with
 * every second value, the next place with the others; {@code -Dlvm.mutations.every=1} tries all.
 */
class MutatedReportTest {
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int EVERY = Integer.getInteger("lvm.mutations.every", 2);
    private static final Pattern GETTER = Pattern.compile("(get|is)[A-Z].*");
    private static final ClassValue<List<Method>> GETTERS = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            return Stream.of(type.getMethods())
                    .filter(method -> method.getParameterCount() == 0
                            && GETTER.matcher(method.getName()).matches()
                            && !method.getName().equals("getClass"))
                    .toList();
        }
    };
    private static final Gson GSON = new GsonBuilder().serializeNulls().create();
    private static final String FULL = FullReport.json();

    private static final List<JsonElement> REPLACEMENTS = List.of(
            JsonNull.INSTANCE,
            new JsonPrimitive(-1),
            new JsonPrimitive(0),
            new JsonPrimitive(new BigDecimal("1e6")),
            new JsonPrimitive(new BigDecimal("-1e300")),
            new JsonPrimitive(new BigDecimal("1e300")),
            new JsonPrimitive(new BigDecimal("1e999")),
            new JsonPrimitive(Integer.MAX_VALUE),
            new JsonPrimitive(999_999_999_999_999_999L),
            new JsonPrimitive(Long.MIN_VALUE),
            new JsonPrimitive(true),
            new JsonPrimitive(""),
            new JsonPrimitive("\u0000\u001b[31m\u202e<b>%s\n"),
            new JsonPrimitive("x".repeat(30_000)),
            new JsonArray(),
            JsonParser.parseString("[null]"),
            JsonParser.parseString("[[]]"),
            new JsonObject(),
            JsonParser.parseString("{\"a\": null}"));

    /** Sets one place of a tree. */
    private record Spot(String path, Consumer<JsonElement> set, JsonElement original) {}

    private static List<Spot> places(JsonElement tree) {
        List<Spot> places = new ArrayList<>();
        collect(tree, "", places);
        return places;
    }

    private static void collect(JsonElement element, String path, List<Spot> places) {
        if (element instanceof JsonObject object) {
            List.copyOf(object.keySet()).forEach(key -> {
                JsonElement original = object.get(key);
                places.add(new Spot(path + "." + key, value -> object.add(key, value), original));
                collect(original, path + "." + key, places);
            });
        } else if (element instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                JsonElement original = array.get(i);
                places.add(new Spot(path + "[" + i + "]", value -> array.set(index, value), original));
                collect(original, path + "[" + i + "]", places);
            }
        }
    }

    private static VerificationReport received(String json) throws IOException {
        return new ReportReader(Reports.GATES, Set.of(new Question("/a.pt", "auto")), FullReport.RISK, false)
                .read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static void show(VerificationReport report) {
        for (Verification verification : report.verifications()) {
            VerificationView view = new VerificationView(verification);
            everything(view, 0);
            assertThat(view.getHistogramSvg()).hasSizeLessThan(100_000).doesNotContain("NaN", "<b>");
        }
        JUnitXml.render(report, UnaryOperator.identity());
    }

    /** What a build's log and its later steps see. */
    private static void tell(VerificationReport report) {
        List<VerificationOutcome.Entry> entries = report.verifications().stream()
                .map(found -> new VerificationOutcome.Entry(
                        StoredVerification.of(new Place("a", "a", "", "step"), found, 0), found))
                .toList();
        VerificationOutcome outcome = new VerificationOutcome(true, true, entries);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        outcome.log(new PrintStream(log, true, StandardCharsets.UTF_8));
        assertThat(log.toString(StandardCharsets.UTF_8) + outcome.summary() + outcome.description())
                .doesNotContain("\u0000", "\u001b", "\u202e");
        outcome.toMap();
    }

    /** Calls each getter, as a page does, also of what they return. */
    private static void everything(Object view, int depth) {
        for (Method getter : GETTERS.get(view.getClass())) {
            try {
                Object shown = getter.invoke(view);
                if (shown instanceof List<?> list && depth < 3) {
                    list.forEach(element -> everything(element, depth + 1));
                } else if (shown instanceof String text && !getter.getName().equals("getAlignment")) {
                    assertThat(text).doesNotContain("\u0000", "\u001b", "\u202e", "\n");
                }
            } catch (ReflectiveOperationException e) {
                fail(getter + " fails", e);
            }
        }
    }

    @Test
    void theReportItselfIsTakenAndShown() throws IOException {
        VerificationReport report = received(FULL);

        assertThat(ContractJson.render(report)).isEqualTo(FULL);
        show(report);
    }

    @Test
    void whatComesFromAnAgentIsRefusedOrShown() {
        List<String> surprises = new ArrayList<>();
        int[] counts = new int[2];
        mutate((json, what) -> {
            try {
                VerificationReport taken = received(json);
                show(taken);
                tell(taken);
                counts[0]++;
            } catch (AbortException refusal) {
                counts[1]++;
                assertThat(refusal.getMessage())
                        .as(what)
                        .startsWith("The report that came from the agent is refused: ")
                        .endsWith(".")
                        .hasSizeLessThan(700)
                        .doesNotContain("null", "Exception", "java.", "\n");
            } catch (IOException | RuntimeException | AssertionError e) {
                surprises.add(what + " -> " + e);
            }
        });
        assertThat(surprises).isEmpty();
        // Texts may be others.
        assertThat(counts[0]).isGreaterThan(100);
        assertThat(counts[1]).isGreaterThan(3000);
    }

    @Test
    void whatIsStoredIsShownOrIsNotAReport() {
        List<String> surprises = new ArrayList<>();
        int[] shown = new int[1];
        mutate((json, what) -> {
            try {
                show(ContractJson.readReport(json));
                shown[0]++;
            } catch (VerifierException damaged) {
                assertThat(damaged.getMessage()).as(what).startsWith("The report is ");
            } catch (RuntimeException | AssertionError e) {
                surprises.add(what + " -> " + e);
            }
        });
        assertThat(surprises).isEmpty();
        assertThat(shown[0]).isGreaterThan(1000);
    }

    private interface Trial {
        void run(String json, String what);
    }

    private static void mutate(Trial trial) {
        JsonElement tree = JsonParser.parseString(FULL);
        List<Spot> places = places(tree);
        for (int at = 0; at < places.size(); at++) {
            Spot place = places.get(at);
            for (int i = at % EVERY; i < REPLACEMENTS.size(); i += EVERY) {
                JsonElement replacement = REPLACEMENTS.get(i);
                place.set().accept(replacement);
                String json = GSON.toJson(tree);
                String what =
                        place.path() + " = " + (replacement.toString().length() > 50 ? "a long text" : replacement);
                assertTimeoutPreemptively(LONGEST, () -> trial.run(json, what), what);
            }
            place.set().accept(place.original());
        }
    }
}

package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that two readers can take for different things: each is refused in a full sentence, or read as real torch reads it (safetensors:
 * as their specification says), by the digest of every tensor. What torch writes is read. Each takes less than two seconds of processor time, all in
 * one process of 256 MB.
 */
class TwinsTest {
    private static final int MANY = 170;
    private static final int LONGEST_MILLISECONDS = 2000;
    private static final int TIMEOUT_SECONDS = 600;
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|\\R");

    @TempDir
    private static Path folder;

    private static JsonArray index;
    private static JsonObject readings;

    @BeforeAll
    static void readAll() throws Exception {
        Path fixtures = PythonFixtures.run("hostile_fixtures.py", "hostile");
        index = JsonParser.parseString(Files.readString(fixtures.resolve("index.json")))
                .getAsJsonArray();
        Path output = folder.resolve("readings.json");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TwinsReading.class.getName(),
                        fixtures.toString(),
                        output.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
        try {
            assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("log.txt")))
                .isZero();
        readings = JsonParser.parseString(Files.readString(output)).getAsJsonObject();
    }

    @Test
    void areManyOfEachKind() {
        assertThat(index.size()).isGreaterThanOrEqualTo(MANY);
        assertThat(entries().map(entry -> text(entry, "family")))
                .contains("legit", "archive", "pickle", "old", "safetensors", "tensor", "big_endian", "numpy");
    }

    @Test
    void areAsManyAsTheDocumentSays() throws IOException {
        String document = Files.readString(Path.of("docs/security.md"));
        assertThat(document)
                .contains("each of " + index.size() + " files", index.size() + " of " + index.size() + " right");
        Map<String, Long> counts = entries()
                .collect(Collectors.groupingBy(
                        entry -> text(entry, "family").replace("big_endian", "numpy"), Collectors.counting()));
        List<Long> stated = ROW.matcher(document.substring(document.indexOf("| family | files |")))
                .results()
                .limit(counts.size())
                .map(row -> Long.valueOf(row.group(1)))
                .toList();
        assertThat(stated).containsExactlyInAnyOrderElementsOf(counts.values());
    }

    @TestFactory
    Stream<DynamicTest> areReadAsTorchReadsThemOrRefused() {
        return entries()
                .map(entry -> DynamicTest.dynamicTest(
                        text(entry, "file") + ": " + text(entry, "hostile"),
                        () -> assertHarmless(entry, readings.getAsJsonObject(text(entry, "file")))));
    }

    private static void assertHarmless(JsonObject entry, JsonObject reading) throws IOException {
        assertThat(reading).as("the process ended before this file").isNotNull();
        String outcome = text(reading, "outcome");
        if (outcome.equals("error")) {
            fail("it ends with %s", text(reading, "message"));
        }
        assertThat(reading.get("milliseconds").getAsLong()).as("milliseconds").isLessThan(LONGEST_MILLISECONDS);
        if (outcome.equals("refused")) {
            assertThat(text(entry, "expect"))
                    .as("refused: " + text(reading, "message"))
                    .isNotEqualTo("read");
            assertSentence(text(reading, "message"));
            return;
        }
        JsonObject oracle = entry.getAsJsonObject("torch");
        if (text(reading, "format").equals("safetensors")) {
            assertThat(text(oracle, "outcome")).as("torch, too, reads it").isNotEqualTo("loads");
            oracle = entry.getAsJsonObject("safetensors");
        }
        if (!text(oracle, "outcome").equals("loads")) {
            fail("it is read where the true reader %s (%s)", text(oracle, "outcome"), text(oracle, "what"));
        }
        assertSame(reading, oracle);
        assertThat(text(entry, "expect"))
                .as("it is read as torch reads it, but torch would not write it")
                .isNotEqualTo("refuse");
    }

    private static void assertSame(JsonObject reading, JsonObject oracle) {
        JsonObject tensors = oracle.getAsJsonObject("tensors");
        JsonObject ours = reading.getAsJsonObject("tensors");
        assertThat(ours.keySet()).as("names of tensors").isEqualTo(tensors.keySet());
        for (Map.Entry<String, JsonElement> tensor : ours.entrySet()) {
            JsonObject wanted = tensors.getAsJsonObject(tensor.getKey());
            for (Map.Entry<String, JsonElement> fact :
                    tensor.getValue().getAsJsonObject().entrySet()) {
                assertThat(fact.getValue())
                        .as(tensor.getKey() + ": " + fact.getKey())
                        .isEqualTo(wanted.get(fact.getKey()));
            }
        }
        JsonObject plain = oracle.getAsJsonObject("plain");
        JsonObject ourPlain = reading.getAsJsonObject("plain");
        for (String key : plain == null ? new JsonObject().keySet() : plain.keySet()) {
            assertThat(ourPlain.get(key)).as("the value of " + key).isEqualTo(plain.get(key));
        }
    }

    private static void assertSentence(String message) {
        assertThat(message).endsWith(".").doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(700);
    }

    private static Stream<JsonObject> entries() {
        return StreamSupport.stream(index.spliterator(), false).map(JsonElement::getAsJsonObject);
    }

    private static String text(JsonObject object, String key) {
        return object == null || object.get(key) == null
                ? "nothing"
                : object.get(key).getAsString();
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The messages that another team meets first, each provoked from the command line by a file of a model that nobody here knows, in the
 * very words of {@code docs/first-messages.md}.
 */
class FirstMessagesTest {
    private static final Path DOCUMENT = Path.of("docs/first-messages.md");

    /** A heading, the command, and what it prints to people as an error. */
    private static final Pattern ENTRY =
            Pattern.compile("(?ms)^## ([^\n]+)\n\n    \\$ lvm-verify ([^\n]+)\n\n((?:> [^\n]*\n)+)");

    private static List<MatchResult> entries() throws IOException {
        return ENTRY.matcher(Files.readString(DOCUMENT)).results().toList();
    }

    /** What is printed as an error, one sentence after the other. */
    private static String said(String command) {
        Path fixtures = PythonFixtures.run("first_messages_fixtures.py", "first-messages");
        List<String> words = new ArrayList<>();
        for (String word : command.split(" ")) {
            boolean file = word.matches("[\\w.]+\\.[a-z0-9]+") && Files.exists(fixtures.resolve(word));
            words.add(file ? fixtures.resolve(word).toString() : word);
        }
        Outcome outcome = InProcess.lvmVerify(words.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isBetween(64, 66);
        return (outcome.err() + outcome.out())
                .lines()
                .filter(line -> line.startsWith("Error: ") || (outcome.exitCode() == 64 && !line.isBlank()))
                .findFirst()
                .orElse("nothing")
                .replace(fixtures + "/", "");
    }

    /** With {@code -Ddocs.update=true} the document takes the words of now. */
    @BeforeAll
    static void update() throws IOException {
        if (Boolean.getBoolean("docs.update")) {
            String text = ENTRY.matcher(Files.readString(DOCUMENT))
                    .replaceAll(entry -> Matcher.quoteReplacement("## " + entry.group(1) + "\n\n    $ lvm-verify "
                            + entry.group(2) + "\n\n" + wrapped(said(entry.group(2)))));
            Files.writeString(DOCUMENT, text);
        }
    }

    private static String wrapped(String message) {
        StringBuilder lines = new StringBuilder(">");
        int length = 1;
        for (String word : message.split(" ")) {
            if (length + 1 + word.length() > 140 && length > 1) {
                lines.append("\n>");
                length = 1;
            }
            lines.append(' ').append(word);
            length += 1 + word.length();
        }
        return lines.append('\n').toString();
    }

    @TestFactory
    Stream<DynamicTest> eachIsSaidInTheseWords() throws IOException {
        return entries().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.group(1), () -> assertThat(said(entry.group(2)))
                        .isEqualTo(
                                entry.group(3).replaceAll("(?m)^> ", "").strip().replace('\n', ' '))));
    }

    /** The fixtures ran the first two. */
    @Test
    void theThreeLinesOfTheReadmeVerifyAModel() throws IOException {
        Path fixtures = PythonFixtures.run("first_messages_fixtures.py", "first-messages");
        String readme = Files.readString(Path.of("README.md"));
        List<String> lines = Files.readAllLines(fixtures.resolve("readme.txt"));
        assertThat(lines).hasSize(3);
        assertThat(readme)
                .as("remove target/fixtures/first-messages")
                .contains("    " + String.join("\n    ", lines) + "\n");

        Outcome outcome = InProcess.lvmVerify(lines.get(2)
                .replace("bin/lvm-verify ", "")
                .replace("best.ckpt", fixtures.resolve("ranker.ckpt").toString())
                .replace("rows.npz", fixtures.resolve("rows.npz").toString())
                .replace("forward.onnx", fixtures.resolve("of_readme.onnx").toString())
                .split(" "));

        // It claims far more than a model reaches that was never trained.
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(2);
        assertThat(outcome.out()).contains("0.5300", "FAILED");
    }

    @Test
    void thereAreTwelve() throws IOException {
        assertThat(entries()).hasSize(12);
    }
}

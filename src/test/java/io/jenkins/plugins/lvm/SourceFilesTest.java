package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No source file is longer than can be read at one sitting, no folder becomes a heap, and no number has the digits of a locale. */
class SourceFilesTest {
    private static final Path MAIN =
            Path.of(System.getProperty("basedir", "."), "src/main/java/io/jenkins/plugins/lvm");
    /** What the product is made of, with pages, their scripts and styles; its tests and tools. */
    private static final List<Path> SOURCES = Stream.of(
                    "src/main/java",
                    "src/main/resources",
                    "src/main/webapp",
                    "src/test/java",
                    "src/test-jenkins/java",
                    "src/tools/java")
            .map(Path.of(System.getProperty("basedir", "."))::resolve)
            .toList();

    private static final Set<String> KINDS = Set.of("java", "jelly", "js", "css");
    private static final int MOST_LINES = 350;
    private static final int MOST_FILES_OF_THE_ROOT = 8;

    /** The report's layout, registries, and the class of Stapler's setters: lists, whose entries stand one below the other. */
    private static final Set<String> LISTS = Set.of(
            "VerificationReport.java",
            "Settings.java",
            "ForwardDefinitions.java",
            "GateMetric.java",
            "Trainer.java",
            "VerifyLvmCheckpointBuilder.java",
            "VerifyLvmCheckpointParameters.java");

    /** Tests of which a part by itself would have to set up all that the whole does: a browser with builds. */
    private static final Set<String> OF_ONE_PLACE = Set.of("PagesIT.java");

    private static final String LITERAL = "\"(?:[^\"\\\\\\n]|\\\\.)*\"";
    private static final String LITERALS = LITERAL + "(?:\\s*\\+\\s*" + LITERAL + ")*";
    /** A text that is formatted, where no locale stands before it. */
    private static final Pattern FORMATTED =
            Pattern.compile(LITERALS + "\\s*\\)?\\s*\\.formatted\\(|\\.(?:format|printf)\\(\\s*" + LITERALS);
    /** A number or a time, which a locale would write in its own way. */
    private static final Pattern LOCALISED = Pattern.compile("%[-+ 0,#(]*\\d*(?:\\.\\d+)?[dfegEGt]");

    @Test
    void noNumberDependsOnTheLocale() throws IOException {
        assertThat(files(MAIN, Integer.MAX_VALUE)
                        .filter(file -> kind(file).equals("java"))
                        .flatMap(file -> FORMATTED.matcher(text(file)).results())
                        .map(MatchResult::group)
                        .filter(LOCALISED.asPredicate()))
                .isEmpty();
    }

    @Test
    void noFileIsTooLong() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path folder : SOURCES) {
            sources.addAll(files(folder, Integer.MAX_VALUE).toList());
        }
        assertThat(sources.stream().map(SourceFilesTest::kind).distinct()).hasSameElementsAs(KINDS);
        assertThat(sources.stream()
                        .filter(file -> !LISTS.contains(file.getFileName().toString()))
                        .filter(file ->
                                !OF_ONE_PLACE.contains(file.getFileName().toString()))
                        .filter(file -> lines(file) > MOST_LINES))
                .isEmpty();
    }

    @Test
    void theVerifiersRootIsNoHeap() throws IOException {
        assertThat(files(MAIN.resolve("verifier"), 1).filter(file -> !file.endsWith("package-info.java")))
                .hasSizeLessThanOrEqualTo(MOST_FILES_OF_THE_ROOT);
    }

    private static Stream<Path> files(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> Files.isRegularFile(file) && KINDS.contains(kind(file))).toList().stream();
        }
    }

    private static String kind(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

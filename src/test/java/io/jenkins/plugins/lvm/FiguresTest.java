package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is shown to people has its figures from the room {@code view}: the console, the pages, the log of a build. */
class FiguresTest {
    private static final Path MAIN =
            Path.of(System.getProperty("basedir", "."), "src/main/java/io/jenkins/plugins/lvm");

    /** What shows figures. Sentences of findings are part of a report, and written where they are found. */
    private static final List<String> VOICES = List.of("verifier/cli", "step", "report");

    /** Digits behind a point, an exponent, or commas between digits. */
    private static final Pattern FIGURE =
            Pattern.compile("%[+,-]*\\d*(?:\\.\\d+[feg]|[feg]\\b)|%,\\d*d|DecimalFormat|NumberFormat\\b");

    /** Coordinates of drawings, and the numbers of a format that machines read. */
    private static final Set<String> NOT_FOR_PEOPLE =
            Set.of("report/history/Sparkline.java", "report/rows/ScatterSvg.java", "report/PrometheusText.java");

    @Test
    void figuresComeFromTheView() throws IOException {
        Set<String> own = new TreeSet<>();
        for (String voice : VOICES) {
            try (Stream<Path> files = Files.walk(MAIN.resolve(voice))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (FIGURE.matcher(Files.readString(file)).find()) {
                        own.add(MAIN.relativize(file).toString());
                    }
                }
            }
        }
        assertThat(own).isEqualTo(NOT_FOR_PEOPLE.stream().collect(Collectors.toCollection(TreeSet::new)));
    }
}

package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.cli.Sessions.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sessions in {@code docs} are what the product prints; {@code bin/sessions} writes them anew. */
class SessionsTest {
    private static final Path FOLDER = Path.of("docs/sessions");

    static Stream<Session> sessions() {
        return Sessions.all().stream();
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void whatIsRecordedIsWhatIsPrinted(Session session) throws IOException {
        String recorded = Files.readString(FOLDER.resolve(session.file()));

        assertThat(Sessions.stable(Sessions.render(session)))
                .as("run bin/sessions")
                .isEqualTo(Sessions.stable(recorded));
    }

    @Test
    void thereIsNoOtherDocument() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            sessions().map(Session::file).toList());
        }
    }

    @Test
    void timesAndLastDigitsAreNotCompared() {
        assertThat(Sessions.stable("gap -0.54693\n  time     3.2 s, 90 rows/s\n"))
                .isEqualTo(Sessions.stable("gap -0.54691\n  time     1.2 s, 70 rows/s\n"))
                .isNotEqualTo(Sessions.stable("gap -0.5479\n  time     3.2 s, 90 rows/s\n"));
    }
}

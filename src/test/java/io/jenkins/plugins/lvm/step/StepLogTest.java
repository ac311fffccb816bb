package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StepLogTest {
    private static final String NAME = "models/é\nSUCCESS\u001b[2K\u202e.pt";

    @Test
    void showsWhatANameHidesInOneLine() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();

        new StepLog(new PrintStream(written, true, StandardCharsets.UTF_8)).println(NAME + " is a copy.");

        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("models/é\\u000ASUCCESS\\u001B[2K\\u202E.pt is a copy.");
    }

    @Test
    void anErrorKeepsItsLines() {
        assertThat(Sentences.printable("One.\nTwo\u202e.")).isEqualTo("One.\nTwo\\u202E.");
    }
}

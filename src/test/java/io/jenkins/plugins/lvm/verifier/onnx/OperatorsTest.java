package io.jenkins.plugins.lvm.verifier.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OperatorsTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("basedir", "."), "docs/onnx.md");

    @Test
    void theDocumentListsThem() throws IOException {
        String list =
                Files.readString(DOCUMENT).split("## Operators")[1].strip().replaceAll("\\.$", "");

        assertThat(Arrays.asList(list.split(",\\s+"))).containsExactlyElementsOf(Operators.known());
    }
}

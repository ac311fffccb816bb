package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the button of the form looks, and for whom; what it does on an agent is {@code InspectIT}'s. */
class FormInspectionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/secret.pt",
                "\\\\host\\share\\x.pt",
                "C:\\secret.pt",
                "..",
                "../other/x.pt",
                "models/../../x.pt",
                "models\\..\\..\\x.pt",
                "*/../../*.pt"
            })
    void pathsOutOfTheWorkspaceAreForAdministrators(String path) {
        assertThat(FormInspection.refusal(path, true, false)).contains("only administrators may look there");
        assertThat(FormInspection.refusal(path, true, true)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"best.pt", "models/**/*.pt", "a..b/...pt", "models"})
    void whatLiesInTheWorkspaceIsForWhoMayConfigureTheJob(String path) {
        assertThat(FormInspection.refusal(path, true, false)).isNull();
        assertThat(FormInspection.refusal(path, false, true)).contains("There is no job here");
    }

    @Test
    void whatOnlyABuildKnowsIsNotGuessed() {
        assertThat(FormInspection.refusal("$MODEL/best.pt", true, true)).contains("holds a variable");
        assertThat(FormInspection.refusal(null, true, true)).isEqualTo("A path is needed here.");
    }

    @Test
    void outputWithoutEndIsCutAndNotHeldUp() throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        try (BoundedOutputStream out = new BoundedOutputStream(kept, 5)) {
            out.write('a');
            out.write("bcdefg".getBytes(StandardCharsets.UTF_8));
            out.write('h');
        }
        assertThat(kept.toString(StandardCharsets.UTF_8)).isEqualTo("abcde");
    }
}

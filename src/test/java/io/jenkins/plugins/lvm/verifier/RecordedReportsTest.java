package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.verifier.recorded.CompactJson;
import io.jenkins.plugins.lvm.verifier.recorded.JsonDifferences;
import io.jenkins.plugins.lvm.verifier.recorded.RecordedGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the code computes is what it computed when {@code src/test/resources/recorded-reports} was written: exit code, report, cosines,
 * and what {@code inspect --json} prints, of the examples, of nearly all fixtures and of the sample layouts. So a change of structure
 * can show that it changes nothing else.
 *
 * <p>A report that is to change has a line in one of the three tables below. Where that is too much to write, the reports are
 * recorded anew from the code as it is, and the difference is read as part of the change:
 *
 * <pre>mvn test -Dtest=RecordedReportsTest -Drecord.reports=true -Dsurefire.failIfNoSpecifiedTests=false</pre>
 *
 * (with {@code -Dlvm.shared=FOLDER} where the sample layouts are not in {@code ../shared}).
 */
class RecordedReportsTest {
    /** New names of recorded fields: the path, without positions in lists and from any field on, to the new name of the last field. */
    private static final Map<String, String> RENAMED = Map.of();

    /** New texts, by the recorded ones. */
    private static final Map<String, String> REWORDED = Map.of();

    /** Paths of fields that were not there when the reports were recorded. */
    private static final Set<String> ADDED = Set.of();

    private static final int MOST_SHOWN = 100;

    @ParameterizedTest
    @EnumSource
    void computesWhatIsRecorded(RecordedGroup group, @TempDir Path scratch) throws IOException {
        JsonObject now = group.reports(scratch);
        assertThat(now.size()).isPositive();
        if (Boolean.getBoolean("record.reports")) {
            Files.writeString(group.recorded(), CompactJson.render(now));
            return;
        }
        JsonElement recorded = JsonParser.parseString(Files.readString(group.recorded()));
        List<String> differences =
                new JsonDifferences(RENAMED, REWORDED, ADDED, group.isGenerated()).between(recorded, now);
        if (!differences.isEmpty()) {
            fail(
                    "%d differences from %s, the first of them:%n%s",
                    differences.size(),
                    group.recorded(),
                    String.join("\n", differences.subList(0, Math.min(MOST_SHOWN, differences.size()))));
        }
    }
}

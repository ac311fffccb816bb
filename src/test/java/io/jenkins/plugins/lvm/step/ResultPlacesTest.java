package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.lvm.report.StoredVerification;
import io.jenkins.plugins.lvm.report.StoredVerification.Place;
import io.jenkins.plugins.lvm.step.ResultPlaces.Question;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultPlacesTest {
    private static ResultPlaces places(
            final String settings, final List<StoredVerification> earlier, final String... checkpoints)
            throws AbortException {
        return ResultPlaces.of(
                List.of(checkpoints), VerificationSettings.fromJson(settings), "/ws", "this", "agent", earlier);
    }

    private static List<String> ids(final ResultPlaces places) {
        return places.places().values().stream().map(Place::id).toList();
    }

    private static StoredVerification stored(final String id, final String step) {
        return StoredVerification.of(
                new Place(id, id, "agent", step), Reports.verification("/ws/earlier.pt", 0.5, 0.5), 0);
    }

    @Test
    void idsAndSeriesComeFromThePathWithoutTimes() throws Exception {
        final ResultPlaces places = places("{}", List.of(), "/ws/runs/amn_20251018_031500/best.pt");

        assertThat(places.places())
                .containsOnlyKeys(new Question("/ws/runs/amn_20251018_031500/best.pt", "auto"))
                .containsValue(new Place("runs-amn_-best.pt", "runs/amn_*/best.pt", "agent", "this", "/ws"));
    }

    @Test
    void modelNamesOneSeriesAndQualifiesSeveral() throws Exception {
        final String settings = "{model: amn}";

        assertThat(places(settings, List.of(), "/ws/a.pt").series("/ws/a.pt")).isEqualTo("amn");
        assertThat(places(settings, List.of(), "/ws/a.pt", "/ws/b.pt").series("/ws/b.pt"))
                .isEqualTo("amn: b.pt");
    }

    @Test
    void eachDeviceHasAResultOfItsOwn() throws Exception {
        final String settings = "{id: amn, devices: [cpu, 'cuda:1']}";

        assertThat(places(settings, List.of(), "/ws/a.pt").places().keySet())
                .containsExactly(new Question("/ws/a.pt", "cpu"), new Question("/ws/a.pt", "cuda:1"));
        assertThat(ids(places(settings, List.of(), "/ws/a.pt"))).containsExactly("amn-cpu", "amn-cuda-1");
    }

    @Test
    void collisionNamesBoth() {
        assertThatThrownBy(() -> places("{}", List.of(stored("a.pt", "another")), "/ws/a.pt"))
                .isInstanceOf(AbortException.class)
                .hasMessage("/ws/earlier.pt and /ws/a.pt would both have the id 'a.pt' in this build."
                        + " Give each step an 'id' or a 'model' of its own.");
    }

    @Test
    void whatTheSameExecutionStoredBeforeARestartIsNoCollision() throws Exception {
        assertThat(ids(places("{}", List.of(stored("a.pt", "this")), "/ws/a.pt")))
                .containsExactly("a.pt");
    }
}

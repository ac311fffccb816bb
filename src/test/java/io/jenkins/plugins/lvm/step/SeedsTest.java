package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

/** A form that is saved as it was shown leaves a seed drawn, though Stapler makes 0 of the empty field. */
class SeedsTest {

    @Test
    void emptyFieldIsNotASeedThatEverybodyKnows() {
        VerifyLvmCheckpointBuilder verify = new VerifyLvmCheckpointBuilder("best.pt", "d.npz");
        verify.setRiskSeed(0L);
        assertThat(verify.getRiskSeed()).isNull();
        verify.setRiskSeed(-7L);
        assertThat(verify.getRiskSeed()).isEqualTo(-7L);

        VerifyLvmServiceBuilder service = new VerifyLvmServiceBuilder("best.pt", "d.npz", "http://localhost:1");
        service.setDrawSeed(0L);
        assertThat(service.getDrawSeed()).isNull();
        service.setDrawSeed(7L);
        assertThat(service.getDrawSeed()).isEqualTo(7L);
    }

    /** XStream sets the field of a saved job, not the property. */
    @Test
    void jobThatWasSavedSoDrawsToo() throws ReflectiveOperationException {
        VerifyLvmCheckpointBuilder loaded = new VerifyLvmCheckpointBuilder("best.pt", "d.npz");
        Field field = VerifyLvmCheckpointBuilder.class.getDeclaredField("riskSeed");
        field.setAccessible(true);
        field.set(loaded, 0L);

        assertThat(loaded.getRiskSeed()).isNull();
    }
}

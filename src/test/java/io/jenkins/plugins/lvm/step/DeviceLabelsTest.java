package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class DeviceLabelsTest {
    @Test
    void eachLineIsALabelAndADevice() {
        assertThat(LvmGlobalConfiguration.devices("gpu = cuda:1\n\n mac=mps \ngpu = cpu\n"))
                .containsExactly(entry("gpu", "cuda:1"), entry("mac", "mps"));
        assertThat(LvmGlobalConfiguration.devices(null)).isEmpty();
    }

    @Test
    void whatIsNotOneIsRefusedInASentence() {
        assertThatThrownBy(() -> LvmGlobalConfiguration.devices("gpu cuda"))
                .hasMessage("'gpu cuda' is not a label and a device; write them like gpu = cuda:0.");
    }
}

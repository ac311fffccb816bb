package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentPlatformTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x86_64",
        "Linux, aarch64, linux-aarch64",
        "Mac OS X, aarch64, osx-aarch64",
        "Mac OS X, x86_64, osx-x86_64",
        "Windows Server 2022, amd64, windows-x86_64",
        "AIX, ppc64, aix-ppc64"
    })
    void namesThePlatformAsItsArchiveIsNamed(final String system, final String processor, final String name) {
        assertThat(AgentPlatform.of(system, processor).name()).isEqualTo(name);
    }
}

package io.jenkins.plugins.lvm.verifier.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class TrustedFolderTest {
    @TempDir
    private Path code;

    @Test
    void aNewFolderIsOnesOwn() throws IOException {
        Path folder = code.resolve("new/natives");
        TrustedFolder.requireForLibraries(folder, code);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(TrustedFolder.isPrivate(folder)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxr-x", "rwx----w-", "rwxrwxrwx"})
    void librariesAreNotTakenFromWhereOthersCanWrite(String permissions) throws IOException {
        Path folder = Files.createDirectory(code.resolve("natives"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> TrustedFolder.requireForLibraries(folder, code))
                .isInstanceOf(VerifierException.class)
                .hasMessage("Others can write to the folder of unpacked libraries " + folder
                        + ", and so change what runs here.");
    }

    @Test
    void librariesOfAnotherUserAreTakenOnlyIfTheCodeIsHisToo() throws IOException {
        Path folder = Files.createDirectory(code.resolve("natives"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        UserPrincipal somebody;
        try {
            somebody = FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
            Files.setOwner(folder, somebody);
        } catch (IOException e) {
            Assumptions.abort("only root can give files away: " + e);
            return;
        }

        assertThatThrownBy(() -> TrustedFolder.requireForLibraries(folder, code))
                .hasMessageContaining("belongs to nobody, who could change what runs here.");

        Files.setOwner(code, somebody);
        assertThatCode(() -> TrustedFolder.requireForLibraries(folder, code)).doesNotThrowAnyException();
    }

    @Test
    void whatCannotBeMadeIsLeftToWhoeverLoads() throws IOException {
        Path file = Files.createFile(code.resolve("file"));

        assertThatCode(() -> TrustedFolder.requireForLibraries(file.resolve("natives"), code))
                .doesNotThrowAnyException();
    }
}

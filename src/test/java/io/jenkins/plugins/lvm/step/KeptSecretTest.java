package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.junit.jupiter.api.Test;

/** What becomes of a credential; secret texts and passwords, which only Jenkins can make, are in {@code CredentialsTest}. */
class KeptSecretTest {

    private interface Named extends IdCredentials {
        @Override
        default String getId() {
            return "id";
        }
    }

    private record File(String content) implements FileCredentials, Named {
        @Override
        public InputStream getContent() {
            return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private record Other() implements StandardCredentials, Named {}

    @Test
    void aFileIsItsContentAndAnotherKindIsNothing() throws IOException {
        assertThat(CredentialsSecretSource.of(new File("-----BEGIN"))).isEqualTo(new KeptSecret(null, "-----BEGIN"));
        assertThat(CredentialsSecretSource.of(new Other())).isNull();
    }

    @Test
    void aFileIsReadUpToALimit() throws IOException {
        assertThat(CredentialsSecretSource.of(new File("x".repeat(100_000))).text())
                .hasSize(1 << 16);
    }

    @Test
    void authorizesAsTheSchemeOfItsKindHasIt() {
        assertThat(new KeptSecret(null, "t0ken\n").authorization()).isEqualTo("Bearer t0ken");
        assertThat(new KeptSecret(null, "Token abc").authorization()).isEqualTo("Token abc");
        assertThat(new KeptSecret("ann", "p:\u00e4").authorization())
                .isEqualTo(
                        "Basic " + Base64.getEncoder().encodeToString("ann:p:\u00e4".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void neverShowsItself() {
        assertThat(new KeptSecret("ann", "s3cr3t")).hasToString("a secret");
    }
}

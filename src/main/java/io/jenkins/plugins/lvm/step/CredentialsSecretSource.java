package io.jenkins.plugins.lvm.step;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.Extension;
import hudson.model.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that are credentials, secret files, secret texts or user names with passwords, which the build's job may use; where the plugins
 * Credentials and Plain Credentials are installed. Their use is tracked, as that of any credential.
 */
@Extension(optional = true)
public class CredentialsSecretSource extends SecretSource {
    private static final int LARGEST = 1 << 16;

    @Override
    public @Nullable KeptSecret find(String id, Run<?, ?> run) throws IOException {
        for (Class<? extends StandardCredentials> type :
                List.of(FileCredentials.class, StringCredentials.class, StandardUsernamePasswordCredentials.class)) {
            StandardCredentials found = CredentialsProvider.findCredentialById(id, type, run, List.of());
            if (found != null) {
                CredentialsProvider.track(run, found);
                return of(found);
            }
        }
        return null;
    }

    /** What a credential keeps; null for a kind that keeps something else. */
    static @Nullable KeptSecret of(StandardCredentials credentials) throws IOException {
        if (credentials instanceof FileCredentials file) {
            try (InputStream content = file.getContent()) {
                return new KeptSecret(null, new String(content.readNBytes(LARGEST), StandardCharsets.UTF_8));
            }
        }
        if (credentials instanceof StringCredentials text) {
            return new KeptSecret(null, text.getSecret().getPlainText());
        }
        return credentials instanceof StandardUsernamePasswordCredentials login
                ? new KeptSecret(login.getUsername(), login.getPassword().getPlainText())
                : null;
    }
}

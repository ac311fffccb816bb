package io.jenkins.plugins.lvm.step;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
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
 * Keys that are credentials, secret files or secret texts, which the build's job may use; where the plugins Credentials and Plain Credentials
 * are installed. Their use is tracked, as that of any credential.
 */
@Extension(optional = true)
public class CredentialsKeySource extends SigningKeySource {
    private static final int LARGEST_KEY = 1 << 16;

    @Override
    public @Nullable String pem(String id, Run<?, ?> run) throws IOException {
        FileCredentials file = find(id, FileCredentials.class, run);
        if (file != null) {
            try (InputStream content = file.getContent()) {
                return new String(content.readNBytes(LARGEST_KEY), StandardCharsets.US_ASCII);
            }
        }
        StringCredentials text = find(id, StringCredentials.class, run);
        return text == null ? null : text.getSecret().getPlainText();
    }

    private static <C extends StandardCredentials> @Nullable C find(String id, Class<C> type, Run<?, ?> run) {
        C found = CredentialsProvider.findCredentialById(id, type, run, List.of());
        if (found != null) {
            CredentialsProvider.track(run, found);
        }
        return found;
    }
}

package io.jenkins.plugins.lvm.step;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A secret, for the moment in which it is used.
 *
 * @param user who has the password; null where the secret is not a password
 * @param text the secret
 */
public record KeptSecret(@Nullable String user, String text) {

    public KeptSecret {
        Objects.requireNonNull(text, "A secret has a text.");
    }

    /**
     * What the header {@code Authorization} says with it: as {@code Basic} for a password (RFC 7617), else as {@code Bearer} (RFC 6750),
     * whose tokens have no blanks; what has a blank names its own scheme.
     */
    String authorization() {
        if (user != null) {
            byte[] both = (user + ":" + text).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(both);
        }
        String token = text.strip();
        return token.indexOf(' ') < 0 ? "Bearer " + token : token;
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "a secret";
    }
}

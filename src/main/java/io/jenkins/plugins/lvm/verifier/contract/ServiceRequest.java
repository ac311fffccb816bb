package io.jenkins.plugins.lvm.verifier.contract;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which running service is held against the verified forward definition, and how it is asked. Nothing in it is a secret: it says where
 * the values of headers are found, not what they are.
 *
 * @param url of the endpoint, http or https
 * @param template name of a template that comes with the verifier, or path of a JSON file
 * @param headers {@code NAME=env:VARIABLE} or {@code NAME=file:PATH}, looked up where the verifier runs, or {@code
 *     NAME=credentials:ID}, looked up by the build step
 * @param certificates PEM file with the certificates that are trusted in place of Java's; null for Java's
 * @param limits of connections, time and tries
 * @param seed of the draw of rows; null for a new one, which is recorded
 * @param tolerance largest difference of a row that counts as the same
 * @param attested what it is held against in place of a checkpoint's predictions; null for these
 */
public record ServiceRequest(
        String url,
        String template,
        List<String> headers,
        @Nullable String certificates,
        Limits limits,
        @Nullable Long seed,
        double tolerance,
        @Nullable Attested attested) {

    /** The header that says who asks. */
    public static final String AUTHORIZATION = "Authorization";

    private static final Pattern OF_CREDENTIALS = Pattern.compile("([^=]+)=credentials:(.+)");

    /**
     * How patient to be.
     *
     * @param connections at the same time
     * @param timeoutSeconds for one answer, connection and body included
     * @param tries of one request, the first included
     */
    public record Limits(int connections, int timeoutSeconds, int tries) {}

    /**
     * An attestation with the files that it binds.
     *
     * @param attestation path of the statement
     * @param cosines path of the cosines of its rows
     * @param rowDigests path of the digests of its rows; null to read the rows
     * @param key path of the public key of whoever has to have signed; null for anybody
     */
    public record Attested(String attestation, String cosines, @Nullable String rowDigests, @Nullable String key) {}

    public ServiceRequest {
        headers = headers == null ? List.of() : List.copyOf(headers);
    }

    /**
     * What the settings ask for; null where they name no service.
     *
     * @throws IllegalArgumentException if a setting is wrong; the message is for the user
     */
    public static @Nullable ServiceRequest of(SettingValues values) {
        String url = values.get(Settings.URL);
        if (url == null) {
            return null;
        }
        requireAddress(url);
        List<String> given = values.get(Settings.HEADERS);
        List<String> headers = new ArrayList<>(given == null ? List.of() : given);
        String credentials = values.get(Settings.CREDENTIALS_ID);
        if (credentials != null) {
            headers.add(AUTHORIZATION + "=credentials:" + credentials);
        }
        return new ServiceRequest(
                url,
                values.getOrDefault(Settings.TEMPLATE),
                headers,
                values.get(Settings.CERTIFICATES),
                new Limits(
                        values.getOrDefault(Settings.CONNECTIONS),
                        values.getOrDefault(Settings.ANSWER_SECONDS),
                        values.getOrDefault(Settings.TRIES)),
                values.get(Settings.DRAW_SEED),
                values.getOrDefault(Settings.SERVICE_GAP_THRESHOLD),
                attested(values));
    }

    private static @Nullable Attested attested(SettingValues values) {
        String attestation = values.get(Settings.ATTESTATION);
        String cosines = values.get(Settings.ATTESTED_COSINES);
        String digests = values.get(Settings.ROW_DIGESTS);
        String key = values.get(Settings.KEY);
        if (attestation == null) {
            if (cosines != null || digests != null || key != null) {
                throw new IllegalArgumentException(
                        "Cosines, digests of rows and a key belong to an attestation. Name it as well.");
            }
            return null;
        }
        if (cosines == null) {
            throw new IllegalArgumentException("An attestation needs the cosines that it binds. Name their .f32 file.");
        }
        return new Attested(attestation, cosines, digests, key);
    }

    /** Ids of the credentials that headers come from, by name of the header. */
    public Map<String, String> credentials() {
        Map<String, String> ids = new LinkedHashMap<>();
        headers.stream()
                .map(OF_CREDENTIALS::matcher)
                .filter(Matcher::matches)
                .forEach(header -> ids.put(header.group(1), header.group(2)));
        return ids;
    }

    /** The address without query and fragment, which may hold what nobody else is to see. */
    public String publicUrl() {
        return url.replaceFirst("[?#].*", "");
    }

    /**
     * Refuses what is not the address of a service.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    public static void requireAddress(String url) {
        URI address;
        try {
            address = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "The url is not an address. Write it like http://127.0.0.1:9001/infer.", e);
        }
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || address.getHost() == null) {
            throw new IllegalArgumentException(
                    "The url is neither http nor https with a host. Write it like http://127.0.0.1:9001/infer.");
        }
        if (address.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "The url holds a user name or password, which logs would show. Send them as a header, with"
                            + " Authorization=env:VARIABLE.");
        }
    }
}

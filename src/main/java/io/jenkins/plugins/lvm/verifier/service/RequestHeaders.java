package io.jenkins.plugins.lvm.verifier.service;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Headers whose values come from the environment, from files or from the build step's credentials, because arguments and logs are seen by others. Nothing here prints a
 * value, and a message names a header by its name only.
 */
final class RequestHeaders {
    private static final Pattern SPECIFICATION =
            Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]{1,100})=(env|file|credentials):(.+)");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]{1,8192}");
    private static final int LARGEST = 16 << 10;
    /** Made by the client itself. */
    private static final Set<String> OWN = Set.of("content-type", "accept", "user-agent");

    private final Map<String, String> values;

    private RequestHeaders(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Looks the values up.
     *
     * @param specifications {@code NAME=env:VARIABLE}, {@code NAME=file:PATH} or {@code NAME=credentials:ID}
     * @param environment gives the value of a variable, or null
     * @param bound what the build step looked up
     * @throws VerifierException if one is not written so, or its value is not there or cannot be sent
     */
    static RequestHeaders of(
            List<String> specifications, Function<String, @Nullable String> environment, BoundHeaders bound) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String specification : specifications) {
            Matcher parts = SPECIFICATION.matcher(specification);
            if (!parts.matches()) {
                // It may be the secret itself that somebody wrote here.
                throw new VerifierException(
                        Reason.USAGE,
                        "A header is not written as NAME=env:VARIABLE or NAME=file:PATH.",
                        "Put its value into a variable or a file, so that no log shows it.");
            }
            String name = parts.group(1);
            String value = parts.group(2).equals("credentials")
                    ? bound(name, bound)
                    : value(name, parts.group(2), parts.group(3), environment);
            values.put(name, requireSendable(name, value));
        }
        return new RequestHeaders(values);
    }

    private static String bound(String name, BoundHeaders bound) {
        String value = bound.value(name);
        if (value == null) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The header " + name
                            + " is to come from credentials, which nobody looked up for this verification.",
                    "Only the build step verifyLvmService looks them up; elsewhere write NAME=env:VARIABLE or NAME=file:PATH.");
        }
        return value.strip();
    }

    private static String value(
            String name, String source, String where, Function<String, @Nullable String> environment) {
        if (source.equals("file")) {
            return FileSource.readText(Path.of(where), "the value of a header", LARGEST)
                    .strip();
        }
        String value = environment.apply(where);
        if (value == null) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The variable " + where + " for the header " + name + " is not set.",
                    "Set it where the verifier runs.");
        }
        return value.strip();
    }

    private static String requireSendable(String name, String value) {
        boolean sendable = VALUE.matcher(value).matches() && !OWN.contains(name.toLowerCase(Locale.ROOT));
        try {
            if (sendable) {
                HttpRequest.newBuilder(URI.create("http://localhost/")).header(name, value);
                return value;
            }
        } catch (IllegalArgumentException e) {
            sendable = false;
        }
        throw new VerifierException(
                Reason.USAGE,
                "The header " + name + " cannot be sent: its name is reserved, or its value is empty or has characters"
                        + " that headers cannot have.",
                "Name another header, or look at the value where it is kept.");
    }

    /** Whether there are any. */
    boolean isEmpty() {
        return values.isEmpty();
    }

    void addTo(HttpRequest.Builder request) {
        values.forEach(request::setHeader);
    }

    @Override
    public String toString() {
        return "headers " + values.keySet();
    }
}

package io.jenkins.plugins.lvm.verifier.attestation;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people write a duration: a number of weeks, days, hours, minutes or seconds, such as {@code 7d}. */
public final class TimeSpan {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)([wdhms])");
    private static final double MILLIS = 1000;

    private TimeSpan() {}

    /** Reads it; empty if it is not one. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Duration unit =
                switch (matcher.group(2)) {
                    case "w" -> Duration.ofDays(7);
                    case "d" -> Duration.ofDays(1);
                    case "h" -> Duration.ofHours(1);
                    case "m" -> Duration.ofMinutes(1);
                    default -> Duration.ofSeconds(1);
                };
        return Optional.of(
                Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * unit.toSeconds() * MILLIS)));
    }
}

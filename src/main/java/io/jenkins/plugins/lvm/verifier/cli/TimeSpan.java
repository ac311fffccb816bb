package io.jenkins.plugins.lvm.verifier.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration: a number of weeks, days, hours, minutes or seconds, such as {@code 7d}. */
final class TimeSpan implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)([wdhms])");
    private static final double MILLIS = 1000;

    @Override
    public Duration convert(String value) {
        Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + value + "' is not a time such as 7d, 12h, 30m or 90s");
        }
        Duration unit =
                switch (matcher.group(2)) {
                    case "w" -> Duration.ofDays(7);
                    case "d" -> Duration.ofDays(1);
                    case "h" -> Duration.ofHours(1);
                    case "m" -> Duration.ofMinutes(1);
                    default -> Duration.ofSeconds(1);
                };
        return Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * unit.toSeconds() * MILLIS));
    }
}
